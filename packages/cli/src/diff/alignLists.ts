/** Pairs of positions in two lists that hold the same. */
export type Pairs = readonly (readonly [number, number])[]

/** Above it only what the lists begin and end with in common is paired: the table has so many entries. */
const MAX_TABLE = 2 ** 25

/** The longest common subsequence of two lists, as pairs of positions, in order. */
export const alignLists = (a: readonly string[], b: readonly string[]): Pairs => {
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start++
  let end = 0
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end++
  const pairs: [number, number][] = Array.from({ length: start }, (_, i) => [i, i])
  const [rows, columns] = [a.length - start - end, b.length - start - end]
  const width = columns + 1
  if (rows > 0 && columns > 0 && (rows + 1) * width <= MAX_TABLE) {
    // longest[i, j]: of what is left from i in a and from j in b
    const longest = new Uint16Array((rows + 1) * width)
    for (let i = rows - 1; i >= 0; i--)
      for (let j = columns - 1; j >= 0; j--)
        longest[i * width + j] =
          a[start + i] === b[start + j]
            ? longest[(i + 1) * width + j + 1]! + 1
            : Math.max(longest[(i + 1) * width + j]!, longest[i * width + j + 1]!)
    for (let i = 0, j = 0; i < rows && j < columns; ) {
      if (a[start + i] === b[start + j]) pairs.push([start + i++, start + j++])
      else if (longest[(i + 1) * width + j]! >= longest[i * width + j + 1]!) i++
      else j++
    }
  }
  for (let k = end; k > 0; k--) pairs.push([a.length - k, b.length - k])
  return pairs
}
