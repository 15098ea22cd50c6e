import { tensorBytes } from './tensorBytes.ts'
import type { TensorType } from './types.ts'

/** Chunks a tensor spans, the last one perhaps only in part. */
export const chunkCount = (type: TensorType, chunkLog2: number): number => Math.ceil(tensorBytes(type) / 2 ** chunkLog2)
