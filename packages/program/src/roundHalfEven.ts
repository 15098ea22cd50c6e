/** The nearest integer, ties to even; infinities stay what they are. */
export const roundHalfEven = (x: number): number => {
  const below = Math.floor(x)
  const rest = x - below
  if (rest < 0.5 || (rest === 0.5 && below % 2 === 0)) return below
  return below + 1
}
