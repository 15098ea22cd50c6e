import { count } from './count.ts'
import { transposeIndices } from './transposeIndices.ts'

/**
 * The order in which a tensor's elements are stored: for each stored position, the row-major index the element has in
 * the ONNX tensor. Undefined where the two are the same. A reshape leaves it as it is, whatever the shapes; a transpose
 * changes it on paper only; that is how views stay free.
 */
export type Storage = Int32Array | undefined

/** [N, C, H, W] (or [N, C, L]) stored with channels last. */
export const channelsLast = (shape: readonly number[]): Storage => {
  const axes = shape.map((_, axis) => axis)
  return simplify(transposeIndices(shape, [...axes.filter((axis) => axis !== 1), 1]))
}

/** The storage of a transposed tensor whose bytes did not move. @param shape of the original */
export const transposed = (storage: Storage, shape: readonly number[], axes: readonly number[]): Storage => {
  const indices = transposeIndices(shape, axes)
  const inverse = new Int32Array(indices.length)
  for (let i = 0; i < indices.length; i++) inverse[indices[i]!] = i
  return simplify(storage === undefined ? inverse : storage.map((index) => inverse[index]!))
}

export const sameStorage = (a: Storage, b: Storage): boolean =>
  a === b || (a !== undefined && b !== undefined && a.length === b.length && a.every((index, i) => index === b[i]))

/** The order within each row of `length` elements, if rows are in place and all have the same one. */
export const rowOrder = (storage: Storage, shape: readonly number[]): Int32Array | undefined => {
  const length = shape.at(-1) ?? 1
  if (storage === undefined) return Int32Array.from({ length }, (_, k) => k)
  const first = storage.slice(0, length)
  for (let row = 0; row < count(shape) / length; row++)
    for (let k = 0; k < length; k++) if (storage[row * length + k] !== row * length + first[k]!) return undefined
  return first
}

const simplify = (storage: Int32Array): Storage => (storage.every((index, i) => index === i) ? undefined : storage)
