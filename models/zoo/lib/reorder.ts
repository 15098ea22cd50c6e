/**
 * Moves axes of a dense array.
 * @param axes which axis of `dims` stands at each place of the result
 */
export function reorder(values: Float32Array, dims: readonly number[], axes: readonly number[]): Float32Array {
  const strides = dims.map((_, axis) => dims.slice(axis + 1).reduce((a, b) => a * b, 1))
  const sizes = axes.map((axis) => dims[axis]!)
  const steps = axes.map((axis) => strides[axis]!)
  const result = new Float32Array(values.length)
  const index = sizes.map(() => 0)
  for (let i = 0, at = 0; i < result.length; i++) {
    result[i] = values[at]!
    for (let axis = sizes.length - 1; axis >= 0; axis--) {
      at += steps[axis]!
      if (++index[axis]! < sizes[axis]!) break
      at -= steps[axis]! * sizes[axis]!
      index[axis] = 0
    }
  }
  return result
}
