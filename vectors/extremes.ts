import type { Dtype } from '@assay/program'

/** Sums where rounding to binary32, or to an integer, can go wrong. */
export const sums: readonly number[] = [
  0,
  1,
  -1,
  2,
  3,
  -3,
  5,
  -5,
  7,
  127,
  128,
  -128,
  -129,
  255,
  256,
  511,
  1021,
  2 ** 24,
  2 ** 24 + 1,
  2 ** 24 + 2,
  2 ** 24 + 3,
  -(2 ** 24) - 1,
  -(2 ** 24) - 3,
  2 ** 25 + 2,
  2 ** 25 + 6,
  2 ** 31 - 1,
  2 ** 31 - 64,
  2 ** 31 - 65,
  -(2 ** 31),
  -(2 ** 31) + 1,
  -(2 ** 31) + 65,
]

const word = new DataView(new ArrayBuffer(4))
const bitsOf = (value: number): number => {
  word.setFloat32(0, value)
  return word.getUint32(0)
}

/** Binary32 patterns of multipliers that count: ties, the ends of the range, powers of two and ordinary ones. */
export const multipliers: readonly number[] = [
  0.5,
  1,
  0.25,
  1.5,
  2.5,
  0.1,
  1 / 3,
  0.0039,
  2 ** -24,
  2 ** -25,
  2 ** -23,
  2 ** -31,
  2 ** -32,
  2 ** -60,
  2 ** 60,
  2 ** 24,
  1 + 2 ** -23,
  1 - 2 ** -24,
].map(bitsOf)

/** Binary32 patterns that count as 0. */
export const deadMultipliers: readonly number[] = [
  0x00000000, // 0
  0x80000000, // -0
  0x00000001, // smallest denormal
  0x007fffff, // largest denormal
  0x00800000, // smallest normal
  bitsOf(2 ** -61),
  bitsOf(2 ** -60) - 1, // next below 2^-60
  bitsOf(2 ** 60) + 1, // next above 2^60
  bitsOf(2 ** 61),
  0x7f7fffff, // largest finite
  0x7f800000, // infinity
  0xff800000, // -infinity
  0x7fc00000, // NaN
  0xffc00000, // NaN, negative
  0x7f800001, // signalling NaN
  0x7fffffff, // NaN, all bits
  bitsOf(-0.5),
  bitsOf(-(2 ** -60)),
]

export interface Clamp {
  readonly dtype: Dtype
  readonly zeroY: number
  readonly low: number
  readonly high: number
}

/** Output types with zero points and clamp bounds at their ends and in between. */
export const clamps: readonly Clamp[] = [
  { dtype: 'u8', zeroY: 0, low: 0, high: 255 },
  { dtype: 'u8', zeroY: 128, low: 0, high: 255 },
  { dtype: 'u8', zeroY: 255, low: 0, high: 255 },
  { dtype: 'i8', zeroY: -128, low: -128, high: 127 },
  { dtype: 'i8', zeroY: 0, low: -128, high: 127 },
  { dtype: 'i8', zeroY: 127, low: -128, high: 127 },
  { dtype: 'u8', zeroY: 7, low: 7, high: 200 },
  { dtype: 'i8', zeroY: -3, low: -100, high: -90 },
  { dtype: 'u8', zeroY: 1, low: 66, high: 66 },
]
