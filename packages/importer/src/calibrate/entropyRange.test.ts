import { describe, expect, it } from 'vitest'
import { draw } from '../testing/draw.ts'
import { ENTROPY_BINS, entropyRange } from './entropyRange.ts'
import type { Range } from './Range.ts'

/** Counts over the range that entropyRange expects. */
function histogram(values: readonly number[]): { counts: Float64Array; range: Range } {
  const low = values.reduce((a, b) => Math.min(a, b), 0)
  const high = values.reduce((a, b) => Math.max(a, b), 0)
  const largest = Math.max(-low, high)
  const [from, to] = low < 0 && high > 0 ? [-largest, largest] : [low, high]
  const counts = new Float64Array(ENTROPY_BINS)
  for (const value of values)
    counts[Math.min(ENTROPY_BINS - 1, Math.floor(((value - from) / (to - from)) * ENTROPY_BINS))]!++
  return { counts, range: { low, high } }
}
const rangeOf = (values: readonly number[]) => {
  const { counts, range } = histogram(values)
  return entropyRange(counts, range)
}

const uniform = draw(20_000, 1)
/** Nearly normal, deviation 1. */
const normal = Array.from({ length: 20_000 }, (_, i) => draw(12, 7 * i + 3).reduce((sum, value) => sum + value / 2, 0))

describe('entropyRange', () => {
  it('keeps all of a uniform distribution', () => {
    const { low, high } = rangeOf(uniform)
    expect(low).toBeLessThan(-0.97)
    expect(high).toBeGreaterThan(0.97)
  })

  it('cuts a single far outlier and keeps the bulk', () => {
    const { low, high } = rangeOf([...normal, 40])
    expect(high, 'beyond three deviations').toBeGreaterThan(3)
    expect(high, 'far below the outlier').toBeLessThan(12)
    expect(low, 'what is below zero is all there').toBe(Math.min(...normal))
  })

  it('keeps one side where there is one', () => {
    const positive = normal.map(Math.abs)
    expect(rangeOf([...positive, 40]).low).toBe(0)
    expect(rangeOf([...positive, 40]).high).toBeLessThan(12)
    const negative = rangeOf([...positive.map((value) => -value), -40])
    expect(negative.high).toBe(0)
    expect(negative.low).toBeGreaterThan(-12)
  })

  it('is not misled by the zeros that relu makes', () => {
    const relu = normal.map((value) => Math.max(0, value))
    const zeros = new Array<number>(200_000).fill(0)
    expect(rangeOf([...relu, ...zeros])).toEqual(rangeOf(relu))
    expect(rangeOf(relu).high).toBeGreaterThan(2.5)
  })

  it('has nothing to keep of a tensor that is always zero', () => {
    expect(entropyRange(new Float64Array(ENTROPY_BINS), { low: 0, high: 0 })).toEqual({ low: 0, high: 0 })
  })
})
