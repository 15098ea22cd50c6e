import type { OpCase } from '../opCase.ts'
import { selectionCases } from './reduction.ts'

/** The vectors of reduce_max. */
export const reduceMaxCases = (): OpCase[] => selectionCases('reduce_max', 0x3a, (dtype) => dtype)
