import type { Place } from './checkRange.ts'
import { ProgramError } from './errors.ts'

/** An attribute that this node has no use for has all bits zero, so that one program has one encoding: -0 is not 0. */
export const checkUnused = (place: Place, actual: number): void => {
  if (Object.is(actual, 0)) return
  throw new ProgramError({ next: `Set ${place.field} to 0.`, ...place, actual, limit: '0' })
}
