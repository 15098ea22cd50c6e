import { effectiveMultiplier } from './effectiveMultiplier.ts'

/** A factor or term from a constant, of either sign, counts as 0 where its magnitude is outside [2^-60, 2^60] or not a number. */
export const effectiveCoefficient = (coefficient: number): number =>
  effectiveMultiplier(Math.abs(coefficient)) === 0 ? 0 : coefficient
