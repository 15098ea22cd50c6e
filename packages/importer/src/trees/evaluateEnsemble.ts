import type { Ensemble } from './Ensemble.ts'

/**
 * The scores of every row before their transform, as real numbers: what calibration measures where the file has no name for them.
 * @param values rows of features
 */
export function evaluateEnsemble({ features, comparisons, trees, base }: Ensemble, values: Float32Array): Float32Array {
  const rows = values.length / features
  const scores = new Float32Array(rows * base.length)
  for (let row = 0; row < rows; row++) {
    const held = comparisons.map(({ feature, side, threshold }) => {
      const value = values[row * features + feature]!
      return side === 'above' ? value > threshold : value < threshold
    })
    const sums = [...base]
    for (const tree of trees) {
      const at = (position: number) => held[tree.comparisons[position]!]!
      const leaf = tree.leaves.find(({ holds, fails }) => holds.every((group) => group.some(at)) && !fails.some(at))
      for (const [column, value] of leaf?.values ?? []) sums[column]! += value
    }
    scores.set(sums, row * base.length)
  }
  return scores
}
