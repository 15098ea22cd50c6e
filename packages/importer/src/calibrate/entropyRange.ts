import type { Range } from './Range.ts'

/** Bins of the histogram that entropyRange expects over [-largest, largest], or [0, largest] where nothing is negative. */
export const ENTROPY_BINS = 2048
const LEVELS = 255
const SMALLEST_SHARE = 1e-4

/**
 * The range that loses least information: for each threshold, the distribution with outliers moved to the edge is
 * compared (Kullback-Leibler) with the same distribution in 255 levels, and the least divergence wins.
 * S. Migacz, "8-bit Inference with TensorRT", GTC 2017; onnxruntime.quantization's CalibrationMethod.Entropy. Zeros, of
 * which relu and padding make many and which every range holds exactly, count as often as their neighbours (as in NVIDIA's
 * pytorch-quantization): else they would outweigh everything that a threshold can lose.
 * @param counts ENTROPY_BINS counts over the range
 */
export function entropyRange(counts: Float64Array, { low, high }: Range): Range {
  const largest = Math.max(-low, high)
  if (largest === 0) return { low: 0, high: 0 }
  const bins = counts.length
  const twoSided = low < 0 && high > 0
  const negative = high <= 0
  const zero = twoSided ? bins / 2 : negative ? bins - 1 : 0
  const histogram = counts.with(zero, counts[zero === 0 ? 1 : zero - 1]!)
  // The outermost bins that may be kept: on both sides of zero, or from zero on.
  let best = { divergence: Number.POSITIVE_INFINITY, kept: bins }
  for (let kept = LEVELS + 1; kept <= bins; kept += twoSided ? 2 : 1) {
    const first = twoSided ? (bins - kept) / 2 : negative ? bins - kept : 0
    const divergence = divergenceOf(histogram, first, first + kept)
    if (divergence < best.divergence) best = { divergence, kept }
  }
  const threshold = (largest * best.kept) / bins
  return { low: Math.max(low, -threshold), high: Math.min(high, threshold) }
}

function divergenceOf(histogram: Float64Array, first: number, end: number): number {
  const kept = end - first
  const outside = { below: 0, above: 0 }
  for (let i = 0; i < first; i++) outside.below += histogram[i]!
  for (let i = end; i < histogram.length; i++) outside.above += histogram[i]!
  let inside = 0
  for (let i = first; i < end; i++) inside += histogram[i]!
  const total = inside + outside.below + outside.above
  if (inside === 0) return Number.POSITIVE_INFINITY
  let divergence = 0
  for (let level = 0; level < LEVELS; level++) {
    const from = first + Math.floor((level * kept) / LEVELS)
    const to = first + Math.floor(((level + 1) * kept) / LEVELS)
    let sum = 0
    let filled = 0
    for (let i = from; i < to; i++) {
      sum += histogram[i]!
      if (histogram[i]! > 0) filled++
    }
    for (let i = from; i < to; i++) {
      const count = histogram[i]! + (i === first ? outside.below : 0) + (i === end - 1 ? outside.above : 0)
      if (count === 0) continue
      const share = histogram[i]! > 0 ? sum / filled / inside : 0
      divergence += (count / total) * Math.log(count / total / Math.max(share, SMALLEST_SHARE / kept))
    }
  }
  return divergence
}
