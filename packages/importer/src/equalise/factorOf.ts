/** Factors are quarter powers of two: few and small numbers in a recipe, and the same on every machine. */
const QUARTERS = [1, 1.189207115002721, Math.SQRT2, 1.681792830507429]

/** 2^(quarters / 4) */
export const factorOf = (quarters: number): number =>
  QUARTERS[((quarters % 4) + 4) % 4]! * 2 ** Math.floor(quarters / 4)

/** The exponent of the factor nearest to a positive number. */
export const quartersOf = (factor: number): number => Math.round(4 * Math.log2(factor))
