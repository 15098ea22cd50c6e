import { roundHalfEven } from '@assay/program'
import { CalibrationError } from '../errors.ts'
import type { Quant } from '../layer.ts'
import type { Range } from './Range.ts'

/** The u8 scale and zero point that cover a range which holds 0; 0 itself is exact. @throws CalibrationError */
export function quantOf(tensor: string, { low, high }: Range): Quant {
  const scale = Math.fround((high - low) / 255)
  if (scale > 2 ** 60)
    throw new CalibrationError(
      `tensor "${tensor}" ranges from ${low} to ${high} on the calibration samples; its scale would exceed 2^60. Check the weights before it.`,
    )
  if (!(scale >= 2 ** -60)) return { dtype: 'u8', scale: 1, zero: 0 }
  return { dtype: 'u8', scale, zero: Math.max(0, Math.min(255, roundHalfEven(-low / scale))) }
}
