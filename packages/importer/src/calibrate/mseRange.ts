import type { Range } from './Range.ts'

const LEVELS = 255
/** Shares of each end that are tried. */
const SHARES = Array.from({ length: 36 }, (_, i) => 1 - i / 40)

/**
 * The range with the least squared error: a narrower one has finer steps and cuts off outliers. Each end is tried at shares of what
 * was seen, rounding taken as uniform noise (step^2 / 12).
 * @param histogram counts over the range, evenly spaced
 */
export function mseRange(histogram: Float64Array, { low, high }: Range): Range {
  const bins = histogram.length
  const width = (high - low) / bins
  const valueAt = (bin: number) => low + (bin + 0.5) * width
  const total = histogram.reduce((sum, n) => sum + n, 0)
  /** Squared error of all values beyond a bound, were they put on it. */
  const beyond = (bound: number, above: boolean): number => {
    let sum = 0
    for (let bin = 0; bin < bins; bin++) {
      const distance = above ? valueAt(bin) - bound : bound - valueAt(bin)
      if (distance > 0) sum += histogram[bin]! * distance ** 2
    }
    return sum
  }
  const ends = (end: number, above: boolean) =>
    end === 0
      ? [{ bound: 0, cut: 0 }]
      : SHARES.map((share) => ({ bound: end * share, cut: share === 1 ? 0 : beyond(end * share, above) }))
  let best = { error: Number.POSITIVE_INFINITY, range: { low, high } }
  const highs = ends(high, true)
  for (const below of ends(low, false)) {
    for (const above of highs) {
      const step = (above.bound - below.bound) / LEVELS
      const error = below.cut + above.cut + (total * step ** 2) / 12
      if (error < best.error) best = { error, range: { low: below.bound, high: above.bound } }
    }
  }
  return best.range
}
