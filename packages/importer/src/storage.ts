import { count } from './count.ts'

/** A factor of the row-major index that an element has in its ONNX tensor: position * stride. */
export interface Digit {
  readonly size: number
  readonly stride: number
}

/**
 * The order in which a tensor's elements are stored, outermost first, as digits of the row-major index. A reshape leaves
 * it as it is, whatever the shapes; a transpose changes it on paper only: that is how views stay free. Always canonical:
 * no digit of size 1, none that continues the one before; so two orders are the same if their digits are.
 */
export type Storage = readonly Digit[]

export const canonical = (digits: readonly Digit[]): Storage => {
  const merged: Digit[] = []
  for (const digit of digits) {
    if (digit.size === 1) continue
    const before = merged.at(-1)
    if (before !== undefined && before.stride === digit.stride * digit.size)
      merged[merged.length - 1] = { size: before.size * digit.size, stride: digit.stride }
    else merged.push(digit)
  }
  return merged
}

/** As the ONNX tensor itself. */
export const rowMajor = (shape: readonly number[]): Storage => canonical([{ size: count(shape), stride: 1 }])

/** With the tensor's axes in the given order, outermost first. */
export const ofOrder = (shape: readonly number[], order: readonly number[]): Storage =>
  canonical(order.map((axis) => ({ size: shape[axis]!, stride: count(shape.slice(axis + 1)) })))

/** [N, C, H, W] (or [N, C, L]) with channels last. */
export const channelsLast = (shape: readonly number[]): Storage =>
  ofOrder(shape, [...shape.keys()].filter((axis) => axis !== 1).concat(1))

/** [.., K, N] with the last two axes exchanged: a right operand as matmul reads it. */
export const byColumns = (shape: readonly number[]): Storage => {
  const axes = [...shape.keys()]
  return ofOrder(shape, [...axes.slice(0, -2), axes.length - 1, axes.length - 2])
}

export const sameStorage = (a: Storage, b: Storage): boolean =>
  a.length === b.length && a.every(({ size, stride }, i) => size === b[i]!.size && stride === b[i]!.stride)

/** The same order with digits cut wherever one spans one of the given strides; undefined where that is uneven. */
export const cut = (storage: Storage, strides: readonly number[]): readonly Digit[] | undefined => {
  const inner = [...new Set(strides)].sort((a, b) => b - a)
  const digits: Digit[] = []
  for (const digit of storage) {
    let { size } = digit
    for (const stride of inner) {
      if (stride <= digit.stride || stride >= digit.stride * size) continue
      if (stride % digit.stride !== 0 || (digit.stride * size) % stride !== 0) return undefined
      digits.push({ size: (digit.stride * size) / stride, stride })
      size = stride / digit.stride
    }
    digits.push({ size, stride: digit.stride })
  }
  return digits
}

const stridesOf = (shape: readonly number[]): number[] => shape.map((_, axis) => count(shape.slice(axis + 1)))

/** The order of a transposed tensor whose bytes did not move; undefined where it has no digits. @param shape before */
export const transposed = (
  storage: Storage,
  shape: readonly number[],
  axes: readonly number[],
): Storage | undefined => {
  const before = stridesOf(shape)
  const after = stridesOf(axes.map((axis) => shape[axis]!))
  const moved = cut(storage, before)?.map(({ size, stride }): Digit => {
    const axis = before.findIndex((own, i) => shape[i]! > 1 && own <= stride && stride < own * shape[i]!)
    return { size, stride: (stride / before[axis]!) * after[axes.indexOf(axis)]! }
  })
  return moved && canonical(moved)
}

/**
 * The order as one of whole axes, outermost first, all of them (those of one element stay beside the one before);
 * undefined where an axis is stored in pieces.
 */
export const axisOrder = (storage: Storage, shape: readonly number[]): number[] | undefined => {
  const strides = stridesOf(shape)
  const order: number[] = []
  for (const { stride } of cut(storage, strides) ?? []) {
    const axis = strides.findIndex((own, i) => shape[i]! > 1 && own <= stride && stride < own * shape[i]!)
    if (axis !== order.at(-1)) order.push(axis)
  }
  shape.forEach((size, axis) => {
    if (size === 1) order.splice(axis === 0 ? 0 : order.indexOf(axis - 1) + 1, 0, axis)
  })
  return order.length === shape.length && sameStorage(ofOrder(shape, order), storage) ? order : undefined
}

/** For each stored position, the row-major index of its element. */
export const indicesOf = (digits: readonly Digit[]): Int32Array => {
  let indices: Int32Array = new Int32Array(1)
  for (const { size, stride } of digits) {
    const next = new Int32Array(indices.length * size)
    for (let i = 0; i < indices.length; i++)
      for (let position = 0; position < size; position++) next[i * size + position] = indices[i]! + position * stride
    indices = next
  }
  return indices
}

/** The order within each row of `length` elements, where rows lie one after the other and all have the same one. */
export const rowOrder = (storage: Storage, length: number): Int32Array | undefined => {
  const digits = cut(storage, [length])
  const rows = digits?.filter(({ stride }) => stride >= length)
  const within = digits?.filter(({ stride }) => stride < length)
  if (digits === undefined || rows === undefined || within === undefined) return undefined
  const inPlace = digits.slice(0, rows.length).every(({ stride }) => stride >= length)
  return inPlace && rows.every((row, i) => i === 0 || row.stride < rows[i - 1]!.stride) ? indicesOf(within) : undefined
}
