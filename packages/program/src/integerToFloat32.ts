const SPARE_BITS = 8n

/**
 * The binary32 value nearest to a whole number of 0 .. 2^61, ties to even: one rounding, where Math.fround(Number(value))
 * would round twice. Of a number beyond 2^53 the lowest bits are cut off, and the last of those kept says whether any was set.
 */
export const integerToFloat32 = (value: bigint): number => {
  if (value <= Number.MAX_SAFE_INTEGER) return Math.fround(Number(value))
  const kept = value >> SPARE_BITS
  const cut = value - (kept << SPARE_BITS)
  return Math.fround(Number(cut === 0n ? kept : kept | 1n)) * 2 ** Number(SPARE_BITS)
}
