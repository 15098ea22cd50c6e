import { RootHasher } from '@assay/proof'
import { seededRandom } from '@assay/proof/testing'
import { expect, test } from 'vitest'
import { HashThreadError } from '../errors.ts'
import { HashThread } from './HashThread.ts'

test('gives the roots of what it is lent, of any count of chunks and a last one of any length, and gives it back', async () => {
  const random = seededRandom(1)
  const thread = new HashThread()
  const lengths = Array.from({ length: 35 }, (_, i) => [i * 256 + 1, i * 256 + 255, i * 256 + 256]).flat()
  const tensors = lengths.sort(() => random.int(0, 1) - 0.5).map((length) => random.bytes(length))
  const lent = tensors.map((bytes) => Uint8Array.from(bytes).buffer)
  const pending = thread.hash(lent, 256)
  expect(lent.every(({ byteLength }) => byteLength === 0)).toBe(true)
  const { buffers, roots } = await pending
  expect(buffers.map((buffer) => new Uint8Array(buffer))).toEqual(tensors)
  expect(roots).toEqual(new RootHasher().tensorRoots(tensors, 8))
  const again = await thread.hash([...buffers], 1024)
  expect(again.roots, 'in other chunks').toEqual(new RootHasher().tensorRoots(tensors, 10))
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
