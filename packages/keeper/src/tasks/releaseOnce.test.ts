import { expect, test } from 'vitest'
import { type Lender, releaseOnce } from './releaseOnce.ts'

test('gives tensors back once: to their executor, or to the system where that is closed', () => {
  const taken: (readonly Uint8Array[])[] = []
  const lender: Lender = { executor: { release: (tensors) => taken.push(tensors) } }
  const [early, late] = [[new Uint8Array(3)], [new Uint8Array(5)]] as const
  const releases = [early, late].map((tensors) => releaseOnce(lender, tensors))
  releases[0]?.()
  releases[0]?.()
  expect(taken.flat()).toEqual([early[0]])
  expect(taken.flat()[0]).toBe(early[0])
  lender.executor = undefined
  releases[1]?.()
  releases[1]?.()
  expect(taken.flat()).toHaveLength(1)
  expect(late[0]?.byteLength).toBe(0)
})
