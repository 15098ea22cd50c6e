import { expect, it } from 'vitest'
import { percentileRange } from './percentileRange.ts'

it('leaves out the given share at both ends, and keeps zero', () => {
  const counts = new Float64Array(1000).fill(1)
  const { low, high } = percentileRange(counts, { low: -1, high: 1 }, 95)
  expect(low).toBeCloseTo(-0.9, 2)
  expect(high).toBeCloseTo(0.9, 2)
  expect(percentileRange(counts, { low: 0, high: 1 }, 60).low, 'never above zero').toBeGreaterThanOrEqual(0)
  expect(percentileRange(counts, { low: -2, high: 1 }, 100)).toEqual({ low: -2, high: 1 })
})
