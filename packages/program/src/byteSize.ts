import { dtypes } from './dtypes.ts'
import type { Dtype } from './types.ts'

/** Bytes of one element. */
export const byteSize = (dtype: Dtype): number => dtypes[dtype].bytes
