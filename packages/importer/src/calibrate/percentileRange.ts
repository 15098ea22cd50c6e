import type { Range } from './Range.ts'

/**
 * The range that leaves out a share of outliers at both ends.
 * @param histogram counts over the range, evenly spaced
 * @param percentile above 50, at most 100
 */
export function percentileRange(histogram: Float64Array, { low, high }: Range, percentile: number): Range {
  const bins = histogram.length
  const total = histogram.reduce((sum, n) => sum + n, 0)
  const outliers = (total * (100 - percentile)) / 100
  const width = (high - low) / bins
  let [first, last, below, above] = [0, bins - 1, histogram[0]!, histogram[bins - 1]!]
  while (below < outliers && first < bins / 2) below += histogram[++first]!
  while (above < outliers && last > bins / 2) above += histogram[--last]!
  return { low: Math.min(0, low + first * width), high: Math.max(0, low + (last + 1) * width) }
}
