import type { Dtype } from './types.ts'

export interface DtypeDefinition {
  readonly code: number
  readonly bytes: number
  /** Smallest and largest value; f32 holds multipliers only and has no such range. */
  readonly min: number
  readonly max: number
}

/** docs/format.md, "Types". */
export const dtypes: Readonly<Record<Dtype, DtypeDefinition>> = {
  u8: { code: 0, bytes: 1, min: 0, max: 255 },
  i8: { code: 1, bytes: 1, min: -128, max: 127 },
  i32: { code: 2, bytes: 4, min: -(2 ** 31), max: 2 ** 31 - 1 },
  f32: { code: 3, bytes: 4, min: -Infinity, max: Infinity },
}
