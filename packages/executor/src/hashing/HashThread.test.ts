import { hashChunks } from '@assay/proof'
import { seededRandom } from '@assay/proof/testing'
import { expect, test } from 'vitest'
import { HashThreadError } from '../errors.ts'
import { HashThread } from './HashThread.ts'

test('hashes what it is lent, a last chunk of any length too, and gives it back', async () => {
  const random = seededRandom(1)
  const thread = new HashThread()
  const tensors = [1, 255, 256, 257, 1000, 4096, 5000].map((length) => random.bytes(length))
  const lent = tensors.map((bytes) => Uint8Array.from(bytes).buffer)
  const pending = thread.hash(lent, 256)
  expect(lent.every(({ byteLength }) => byteLength === 0)).toBe(true)
  const { buffers, leaves } = await pending
  expect(buffers.map((buffer) => new Uint8Array(buffer))).toEqual(tensors)
  expect(leaves).toEqual(tensors.map((bytes) => hashChunks(bytes, 256)))
  await thread.close()
})

test('tells all who wait when it ends, and all who come later', async () => {
  const thread = new HashThread()
  // A chunk of less than nothing is the one thing it cannot do.
  const failing = [thread.hash([new ArrayBuffer(8)], -1), thread.hash([new ArrayBuffer(8)], 256)]
  for (const job of failing) await expect(job).rejects.toThrow(HashThreadError)
  expect(thread.ended).toBe(true)
  await expect(thread.hash([new ArrayBuffer(8)], 256)).rejects.toThrow(/hashed on one thread from now on/)
  await thread.close()
})
