import { checkDtype } from './checkDtype.ts'
import { checkRange, type Place } from './checkRange.ts'
import { chunkCount } from './chunkCount.ts'
import { limits } from './limits.ts'
import type { Dtype, TensorType } from './types.ts'

/** Checks a tensor that is committed: its dtype, its dimensions and the chunks it spans. */
export const checkTensor = (place: Place, type: TensorType, allowed: readonly Dtype[], chunkLog2: number): void => {
  const field = (name: string) => ({ ...place, field: place.field === '' ? name : `${place.field}.${name}` })
  checkDtype(field('dtype'), type.dtype, allowed)
  checkRange(field('rank'), type.shape.length, 4, 4)
  type.shape.forEach((size, axis) => {
    checkRange(field(`shape[${axis}]`), size, 1, limits.dimension)
  })
  const next = 'Split the tensor or choose larger chunks.'
  checkRange({ ...field('chunks'), next }, chunkCount(type, chunkLog2), 1, limits.chunksPerTensor)
}
