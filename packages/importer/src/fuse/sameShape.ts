import type { Shape } from '@assay/program'

export const sameShape = (a: Shape, b: Shape): boolean => a.every((size, axis) => size === b[axis])
