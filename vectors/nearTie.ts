/**
 * A sum beyond 2^24 and a binary32 multiplier whose product lies next to an integer and a half: where leaving out one of
 * rescale's roundings, or rounding another way, changes the integer.
 */
export const nearTie = (pick: (min: number, max: number) => number): { sum: number; multiplier: number } => {
  const sum = (pick(0, 1) === 1 ? 1 : -1) * pick(2 ** 24, 2 ** (25 + pick(0, 5)))
  return { sum, multiplier: Math.fround((pick(0, 100) + 0.5) / Math.abs(sum)) }
}
