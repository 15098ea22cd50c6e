import { ProgramError } from './errors.ts'
import type { OpName } from './types.ts'

export interface Place {
  readonly node?: number
  readonly op?: OpName
  readonly field: string
  /** The next step. */
  readonly next?: string
}

/** Requires a whole number between `min` and `max`. */
export const checkRange = (place: Place, actual: number, min: number, max: number): void => {
  if (Number.isInteger(actual) && actual >= min && actual <= max) return
  const limit = min === max ? `${min}` : `${min}..${max}`
  throw new ProgramError({ next: `Set ${place.field} to ${limit}.`, ...place, actual, limit })
}
