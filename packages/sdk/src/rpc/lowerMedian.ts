/**
 * The item in the middle by size, the lower of the two where there are two. Of two nodes that differ the lower one is believed; of
 * three, a single one that lies moves the answer no further than to an honest one's.
 */
export const lowerMedian = <T>(items: readonly T[], sizeOf: (item: T) => bigint): T | undefined => {
  const sorted = items.toSorted((a, b) => (sizeOf(a) < sizeOf(b) ? -1 : sizeOf(a) > sizeOf(b) ? 1 : 0))
  return sorted[Math.floor((sorted.length - 1) / 2)]
}
