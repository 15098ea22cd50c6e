import type { Place } from './checkRange.ts'
import { ProgramError } from './errors.ts'
import type { Shape } from './types.ts'

export const checkShape = (place: Place, actual: Shape, expected: Shape): void => {
  if (actual.length === expected.length && actual.every((size, axis) => size === expected[axis])) return
  throw new ProgramError({
    next: 'Correct the shape, or the attributes and operands it follows from.',
    ...place,
    actual: `[${actual}]`,
    limit: `[${expected}]`,
  })
}
