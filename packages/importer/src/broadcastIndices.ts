import { count } from './count.ts'

/** For each element of `target`, row-major, the index of the element that broadcasting reads from a tensor of `shape`. */
export function broadcastIndices(shape: readonly number[], target: readonly number[]): Int32Array {
  let indices: Int32Array = new Int32Array(1)
  for (const [axis, size] of target.entries()) {
    const own = axis - target.length + shape.length
    const stride = own < 0 || shape[own] === 1 ? 0 : count(shape.slice(own + 1))
    const next = new Int32Array(indices.length * size)
    for (let i = 0; i < indices.length; i++)
      for (let position = 0; position < size; position++) next[i * size + position] = indices[i]! + position * stride
    indices = next
  }
  return indices
}
