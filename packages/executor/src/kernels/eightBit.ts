import type { Dtype } from '@assay/program'
import { UnsupportedProgramError } from '../errors.ts'

/** Narrows a dtype to the 8-bit ones; validation of the program has already refused the others. */
export function eightBit(dtype: Dtype, where: string): 'u8' | 'i8' {
  if (dtype === 'u8' || dtype === 'i8') return dtype
  throw new UnsupportedProgramError(where, `is ${dtype}, where only u8 and i8 can stand`)
}
