import { clamp } from './clamp.ts'
import { roundHalfEven } from './roundHalfEven.ts'

/** clamp(rne(f32(real / scale)) + zero, low, high): the end of every op that works on dequantised values. */
export const quantise = (real: number, scale: number, zero: number, low: number, high: number): number =>
  clamp(roundHalfEven(Math.fround(real / scale)) + zero, low, high)
