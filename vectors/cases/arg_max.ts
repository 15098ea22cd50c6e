import type { OpCase } from '../opCase.ts'
import { selectionCases } from './reduction.ts'

/** The vectors of arg_max. */
export const argMaxCases = (): OpCase[] => selectionCases('arg_max', 0xa3, () => 'i32')
