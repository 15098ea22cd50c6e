import { byteSize } from './byteSize.ts'
import { elementCount } from './elementCount.ts'
import type { TensorType } from './types.ts'

/** Bytes of a tensor, without padding. */
export const tensorBytes = (type: TensorType): number => elementCount(type.shape) * byteSize(type.dtype)
