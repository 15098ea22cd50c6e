import type { Shape } from './types.ts'

/** Index of the element at these coordinates of a tensor: the inverse of `unravel`. */
export const ravel = (coordinates: Shape, shape: Shape): number =>
  ((coordinates[0] * shape[1] + coordinates[1]) * shape[2] + coordinates[2]) * shape[3] + coordinates[3]
