import { keccak256, numberToHex } from 'viem'
import { expect, test } from 'vitest'
import { NonceLane } from './NonceLane.ts'

const heapBytes = () => {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

test('tells what it was offered before from what is new', () => {
  const lane = new NonceLane()
  expect(lane.repeats(keccak256('0x01'))).toBe(false)
  expect(lane.repeats(keccak256('0x02'))).toBe(false)
  expect(lane.repeats(keccak256('0x01'))).toBe(true)
})

test('remembers a transaction in some 100 bytes, and 10,000 of them', () => {
  expect(globalThis.gc, 'run with --expose-gc').toBeDefined()
  const lane = new NonceLane()
  const offer = (from: number, count: number) => {
    for (let i = from; i < from + count; i++) lane.repeats(keccak256(numberToHex(i)))
  }
  offer(0, 500)
  const before = heapBytes()
  offer(500, 9_500)
  expect((heapBytes() - before) / 9_500).toBeLessThan(250)
  offer(10_000, 1)
  expect(lane.repeats(keccak256(numberToHex(0))), 'the oldest is forgotten').toBe(false)
  expect(lane.repeats(keccak256(numberToHex(9_999)))).toBe(true)
})
