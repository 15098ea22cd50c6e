import { count } from './count.ts'

/**
 * For each element of a transposed tensor, in row-major order, the row-major index it has in the original.
 * @param axes axis `i` of the result is axis `axes[i]` of the original (ONNX `perm`)
 */
export function transposeIndices(shape: readonly number[], axes: readonly number[]): Int32Array {
  const strides = shape.map((_, axis) => count(shape.slice(axis + 1)))
  let indices: Int32Array = new Int32Array(1)
  for (const axis of axes) {
    const size = shape[axis]!
    const stride = strides[axis]!
    const next = new Int32Array(indices.length * size)
    for (let i = 0; i < indices.length; i++)
      for (let position = 0; position < size; position++) next[i * size + position] = indices[i]! + position * stride
    indices = next
  }
  return indices
}
