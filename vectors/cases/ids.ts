/** Ids below, at, between and above the ends of `size` rows, and the ends of int32. */
export const ids = (size: number): readonly number[] => [
  0,
  size - 1,
  size,
  -1,
  2 ** 31 - 1,
  -(2 ** 31),
  Math.floor(size / 2),
  size + 1,
  -size,
  2 ** 30,
  256,
  -256,
  1,
  2 ** 24 + 1,
  2 ** 31 - 2,
  -(2 ** 31) + 1,
]
