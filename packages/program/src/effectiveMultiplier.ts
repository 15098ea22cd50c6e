import { limits } from './limits.ts'

/** A multiplier from a constant counts as 0 outside [2^-60, 2^60]: negative, NaN, infinite and denormal ones too. */
export const effectiveMultiplier = (multiplier: number): number =>
  multiplier >= limits.minScale && multiplier <= limits.maxScale ? multiplier : 0
