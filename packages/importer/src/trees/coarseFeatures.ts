import type { Comparison } from './Ensemble.ts'

/** Thresholds that lie closer together than so many steps of a byte cannot be told apart well. */
const FEW_STEPS = 8

/** Features of one tensor whose thresholds span few steps of the byte that holds the largest threshold there. */
export function coarseFeatures(comparisons: readonly Comparison[]): number[] {
  const largest = comparisons.reduce((max, { threshold }) => Math.max(max, Math.abs(threshold)), 0)
  const spans = new Map<number, { low: number; high: number }>()
  for (const { feature, threshold } of comparisons) {
    // A feature's values lie about its thresholds: a single one is told from 0.
    const { low, high } = spans.get(feature) ?? { low: Math.min(0, threshold), high: Math.max(0, threshold) }
    spans.set(feature, { low: Math.min(low, threshold), high: Math.max(high, threshold) })
  }
  return [...spans].flatMap(([feature, { low, high }]) => {
    const isCoarse = high > low && high - low < (FEW_STEPS * largest) / 255
    return isCoarse ? [feature] : []
  })
}
