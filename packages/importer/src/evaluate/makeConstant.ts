import { count } from '../count.ts'
import { OnnxError } from '../errors.ts'
import type { Constant, ElementType } from '../graph.ts'
import { limits } from '../limits.ts'

/**
 * A constant of the given element type from its elements, computed one by one.
 * @throws OnnxError before anything is allocated where the shape is not one
 */
export function makeConstant(dtype: ElementType, shape: readonly number[], at: (index: number) => number): Constant {
  const length = count(shape)
  if (
    shape.length > limits.rank ||
    shape.some((size) => !Number.isInteger(size) || size < 0) ||
    length > limits.foldedElements
  )
    throw new OnnxError(
      'file',
      `a constant of shape [${shape.slice(0, 16)}] would be computed; at most ${limits.rank} dimensions and ${limits.foldedElements} elements are.`,
    )
  const values =
    dtype === 'f32'
      ? new Float32Array(length)
      : dtype === 'i64'
        ? new Float64Array(length)
        : dtype === 'i32'
          ? new Int32Array(length)
          : dtype === 'i8'
            ? new Int8Array(length)
            : new Uint8Array(length)
  for (let i = 0; i < length; i++) values[i] = at(i)
  return { dtype, shape, values }
}
