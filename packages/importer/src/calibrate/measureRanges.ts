import { CalibrationError } from '../errors.ts'
import { ENTROPY_BINS, entropyRange } from './entropyRange.ts'
import { mseRange } from './mseRange.ts'
import { percentileRange } from './percentileRange.ts'
import type { Range } from './Range.ts'

/**
 * `min-max`: the whole range seen. A percentile (50..100) leaves out that share of outliers at both ends. `entropy`: the
 * range that loses least information. `mse`: the one whose squared error is least.
 */
export type RangeMethod = 'min-max' | 'entropy' | 'mse' | { readonly percentile: number }

/** Calls `visit` with the values of every tensor on every sample. */
export type EachValue = (visit: (tensor: string, values: Float32Array) => void) => Promise<void>

const PERCENTILE_BINS = 4096

/** The range of every tensor over the calibration samples. @throws CalibrationError */
export async function measureRanges(each: EachValue, method: RangeMethod): Promise<ReadonlyMap<string, Range>> {
  if (typeof method === 'object' && !(method.percentile > 50 && method.percentile <= 100))
    throw new CalibrationError(`percentile ${method.percentile}: it must lie above 50 and not above 100.`)
  const ranges = new Map<string, Range>()
  await each((name, values) => {
    let { low, high } = ranges.get(name) ?? { low: 0, high: 0 }
    for (const value of values) {
      if (!Number.isFinite(value))
        throw new CalibrationError(`tensor "${name}" reaches ${value} on a calibration sample.`)
      if (value < low) low = value
      if (value > high) high = value
    }
    ranges.set(name, { low, high })
  })
  if (method === 'min-max') return ranges

  const histograms = new Map<string, Float64Array>()
  const bins = method === 'entropy' ? ENTROPY_BINS : PERCENTILE_BINS
  const spanOf = ({ low, high }: Range): Range => {
    if (method !== 'entropy' || low === 0 || high === 0) return { low, high }
    const largest = Math.max(-low, high)
    return { low: -largest, high: largest }
  }
  await each((name, values) => {
    const { low, high } = spanOf(ranges.get(name)!)
    const histogram = histograms.get(name) ?? new Float64Array(bins)
    histograms.set(name, histogram)
    const width = (high - low) / bins || 1
    for (const value of values) histogram[Math.min(bins - 1, Math.floor((value - low) / width))]!++
  })
  return new Map(
    [...ranges].map(([name, range]) => {
      const histogram = histograms.get(name)!
      if (method === 'entropy') return [name, entropyRange(histogram, range)]
      return [
        name,
        method === 'mse' ? mseRange(histogram, range) : percentileRange(histogram, range, method.percentile),
      ]
    }),
  )
}
