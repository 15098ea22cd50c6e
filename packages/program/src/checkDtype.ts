import type { Place } from './checkRange.ts'
import { ProgramError } from './errors.ts'
import type { Dtype } from './types.ts'

export const checkDtype = (place: Place, actual: Dtype, allowed: readonly Dtype[]): void => {
  if (allowed.includes(actual)) return
  const limit = allowed.join(' or ')
  throw new ProgramError({
    next: `Give ${place.field.replace('.dtype', '')} an allowed type.`,
    ...place,
    actual,
    limit,
  })
}
