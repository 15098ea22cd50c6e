import type { Dtype } from '@assay/program'

/** The pairs (x, w) that conv2d and matmul take. */
export const pairs: readonly (readonly [Dtype, Dtype])[] = [
  ['u8', 'u8'],
  ['u8', 'i8'],
  ['i8', 'i8'],
]

const ends = { u8: [0, 255, 128], i8: [-128, 127, 0], i32: [0], f32: [0] } as const

/** Zero points at the ends and in the middle of a dtype's range. */
export const zeroPoints = (dtype: Dtype): readonly number[] => ends[dtype]
