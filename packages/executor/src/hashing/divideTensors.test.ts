import { expect, test } from 'vitest'
import { divideTensors } from './divideTensors.ts'

const MIB = 2 ** 20
const bytesOf = (tensors: readonly Uint8Array[], taken: readonly number[]) =>
  taken.reduce((sum, at) => sum + tensors[at]!.length, 0)

test('every thread has as much, this one a little more, and nothing is taken twice', () => {
  const tensors = Array.from({ length: 60 }, (_, i) => new Uint8Array((1 + (i % 7)) * 2 ** 16))
  const all = bytesOf(tensors, [...tensors.keys()])
  for (const others of [1, 2, 3, 7]) {
    const divided = divideTensors(tensors, others)
    const taken = divided.flat()
    expect(divided).toHaveLength(others)
    expect(new Set(taken).size).toBe(taken.length)
    const loads = divided.map((each) => bytesOf(tensors, each))
    const own = all - loads.reduce((sum, load) => sum + load, 0)
    for (const load of loads) {
      expect(own).toBeGreaterThan(load)
      expect(own - load, `${others} other threads`).toBeLessThan(MIB / 4)
    }
  }
})

test('what one memory holds together stays, and the others take more for it', () => {
  const memory = new Uint8Array(3 * MIB)
  const parts = [0, 1, 2].map((i) => memory.subarray(i * MIB, (i + 1) * MIB))
  const whole = Array.from({ length: 3 }, () => new Uint8Array(MIB))
  const twice = new Uint8Array(MIB)
  const shared = new Uint8Array(new SharedArrayBuffer(MIB))
  expect(divideTensors([...parts, ...whole, twice, twice, shared], 1)).toEqual([[3, 4, 5]])
  expect(divideTensors(parts, 2)).toEqual([[], []])
})

test('a small trace is not worth waking anybody', () => {
  expect(divideTensors([new Uint8Array(1000), new Uint8Array(2000)], 1)).toEqual([[]])
})

test('a thread that is to be left free gives away all it can', () => {
  const tensors = [new Uint8Array(10), new Uint8Array(MIB), new Uint8Array(20).subarray(1)]
  expect(divideTensors(tensors, 1, Number.POSITIVE_INFINITY)).toEqual([[1, 0]])
})
