export interface Score {
  readonly index: number
  readonly label: string
  readonly score: number
}

/** The largest elements, largest first; of equals the first. */
export const topOf = (values: ArrayLike<number>, count: number, labels: readonly string[] | undefined): Score[] =>
  Array.from(values, (score, index) => ({ index, label: labels?.[index] ?? `element ${index}`, score }))
    .sort((a, b) => b.score - a.score || a.index - b.index)
    .slice(0, count)
