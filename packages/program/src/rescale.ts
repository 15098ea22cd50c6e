import { clamp } from './clamp.ts'
import { roundHalfEven } from './roundHalfEven.ts'

/**
 * clamp(rne(f32(acc) * multiplier) + zeroY, low, high) with three roundings: acc to binary32, the product to binary32, the
 * product to an integer. The product of two binary32 values is exact in binary64, so Math.fround rounds it once.
 */
export const rescale = (acc: number, multiplier: number, zeroY: number, low: number, high: number): number =>
  clamp(roundHalfEven(Math.fround(Math.fround(acc) * multiplier)) + zeroY, low, high)
