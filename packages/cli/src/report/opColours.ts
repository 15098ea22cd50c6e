/** Told apart by most eyes, on light and on dark (Okabe and Ito 2008, without black and yellow, and their darker tones). */
const PALETTE = [
  '#0072b2',
  '#e69f00',
  '#009e73',
  '#cc79a7',
  '#56b4e9',
  '#d55e00',
  '#7f6cc4',
  '#8a8f3c',
  '#5c7a8c',
  '#b5651d',
] as const

/** A colour for each op of a model; those it uses most come first, and so never share one. */
export const opColours = (used: readonly string[]): ReadonlyMap<string, string> => {
  const counts = new Map<string, number>()
  for (const op of used) counts.set(op, (counts.get(op) ?? 0) + 1)
  const byCount = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
  return new Map(byCount.map(([op], i) => [op, PALETTE[i % PALETTE.length] ?? PALETTE[0]]))
}
