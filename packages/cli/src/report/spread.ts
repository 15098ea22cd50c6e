/**
 * Positions as near as can be to `wishes` (least squares, weighted) with at least `apart[i]` between position i and i + 1. With the distances
 * subtracted this is isotonic regression, which pooling adjacent violators solves exactly (Ayer et al. 1955).
 */
export const spread = (wishes: readonly number[], apart: readonly number[], weights: readonly number[]): number[] => {
  const offsets = [0]
  for (const gap of apart) offsets.push(offsets.at(-1)! + gap)
  const pools: { mean: number; weight: number; count: number }[] = []
  wishes.forEach((wish, i) => {
    let pool = { mean: wish - offsets[i]!, weight: weights[i]!, count: 1 }
    while (pools.length > 0 && pools.at(-1)!.mean > pool.mean) {
      const before = pools.pop()!
      const weight = before.weight + pool.weight
      pool = {
        mean: (before.mean * before.weight + pool.mean * pool.weight) / weight,
        weight,
        count: before.count + pool.count,
      }
    }
    pools.push(pool)
  })
  return pools.flatMap(({ mean, count }) => new Array<number>(count).fill(mean)).map((mean, i) => mean + offsets[i]!)
}
