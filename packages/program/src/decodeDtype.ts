import { decodeName } from './decodeName.ts'
import { dtypes } from './dtypes.ts'
import type { Dtype } from './types.ts'

const codes: Readonly<Record<Dtype, number>> = {
  u8: dtypes.u8.code,
  i8: dtypes.i8.code,
  i32: dtypes.i32.code,
  f32: dtypes.f32.code,
}

export const decodeDtype = (field: string, code: number): Dtype => decodeName(field, codes, code)
