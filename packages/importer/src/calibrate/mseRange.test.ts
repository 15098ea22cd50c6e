import { expect, it } from 'vitest'
import { mseRange } from './mseRange.ts'

const BINS = 4096

/** Squared error of a histogram's values, each rounded to a range's 255 levels, clipped at its ends. */
function errorOf(
  counts: Float64Array,
  span: { low: number; high: number },
  range: { low: number; high: number },
): number {
  const step = (range.high - range.low) / 255
  return counts.reduce((sum, n, bin) => {
    const value = span.low + ((bin + 0.5) * (span.high - span.low)) / BINS
    const rounded = Math.max(range.low, Math.min(range.high, Math.round(value / step) * step))
    return sum + n * (value - rounded) ** 2
  }, 0)
}

it('keeps the whole of an even spread', () => {
  const counts = new Float64Array(BINS).fill(1)
  expect(mseRange(counts, { low: -1, high: 1 })).toEqual({ low: -1, high: 1 })
})

it('cuts off a far tail where that makes the error smaller, at each end by itself', () => {
  const span = { low: -1, high: 10 }
  const counts = Float64Array.from({ length: BINS }, (_, bin) => {
    const value = span.low + ((bin + 0.5) * 11) / BINS
    return value < 2 ? 1000 : 1e-5
  })
  const range = mseRange(counts, span)
  expect(range.high).toBeLessThan(4)
  expect(range.low).toBe(-1)
  expect(errorOf(counts, span, range)).toBeLessThan(errorOf(counts, span, span) / 4)
})

it('has nothing to choose where nothing was seen', () => {
  expect(mseRange(new Float64Array(BINS), { low: 0, high: 0 })).toEqual({ low: 0, high: 0 })
})
