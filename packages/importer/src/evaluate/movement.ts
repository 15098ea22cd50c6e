import { broadcast } from '../broadcast.ts'
import { broadcastIndices } from '../broadcastIndices.ts'
import { count } from '../count.ts'
import type { Constant } from '../graph.ts'
import { limits } from '../limits.ts'
import { reducedAxes } from '../reducedAxes.ts'
import { sliceRanges } from '../sliceRanges.ts'
import { transposeIndices } from '../transposeIndices.ts'
import { wrapAxis } from '../wrapAxis.ts'
import type { Evaluate } from './Evaluate.ts'
import { makeConstant } from './makeConstant.ts'

const pick = (x: Constant, shape: readonly number[], index: (i: number) => number): Constant =>
  makeConstant(x.dtype, shape, (i) => x.values[index(i)] ?? 0)

/** @param axis of x @param rows which positions on it, in order */
const take = (x: Constant, axis: number, rows: ArrayLike<number>, inserted: readonly number[]): Constant => {
  const size = x.shape[axis] ?? 1
  const inner = count(x.shape.slice(axis + 1))
  const shape = [...x.shape.slice(0, axis), ...inserted, ...x.shape.slice(axis + 1)]
  return pick(x, shape, (i) => {
    const row = rows[Math.floor(i / inner) % rows.length] ?? 0
    const outer = Math.floor(i / (inner * rows.length))
    return (outer * size + (row < 0 ? row + size : row)) * inner + (i % inner)
  })
}

const gather: Evaluate = (node, [data, indices]) => {
  if (data === undefined || indices === undefined || data.shape.length === 0) return undefined
  const axis = wrapAxis(node, Number(node.attributes.get('axis') ?? 0), data.shape.length)
  return take(data, axis, indices.values, indices.shape)
}

const concat: Evaluate = (node, given) => {
  const inputs = given.filter((input): input is Constant => input !== undefined)
  const [first] = inputs
  if (first === undefined || first.shape.length === 0) return undefined
  const axis = wrapAxis(node, Number(node.attributes.get('axis') ?? 0), first.shape.length)
  const fits = inputs.every(
    ({ shape }) =>
      shape.length === first.shape.length && shape.every((size, i) => i === axis || size === first.shape[i]),
  )
  if (!fits) return undefined
  const inner = count(first.shape.slice(axis + 1))
  const shape = first.shape.with(
    axis,
    inputs.reduce((sum, input) => sum + input.shape[axis]!, 0),
  )
  const block = shape[axis]! * inner
  return makeConstant(first.dtype, shape, (i) => {
    let at = i % block
    let input = 0
    while (at >= inputs[input]!.shape[axis]! * inner) at -= inputs[input++]!.shape[axis]! * inner
    return inputs[input]!.values[Math.floor(i / block) * inputs[input]!.shape[axis]! * inner + at]!
  })
}

const slice: Evaluate = (node, inputs) => {
  let [x] = inputs
  if (x === undefined) return undefined
  for (const [axis, { start, step, count: kept }] of sliceRanges(node, x.shape, (i) => inputs[i]).entries())
    if (kept !== x.shape[axis] || step !== 1)
      x = take(
        x,
        axis,
        Int32Array.from({ length: kept }, (_, i) => start + i * step),
        [kept],
      )
  return x
}

const expand: Evaluate = (_, [x, target]) => {
  const shape = x && target && broadcast(x.shape, Array.from(target.values))
  if (shape === undefined || shape.some((size) => size < 0) || count(shape) > limits.foldedElements) return undefined
  const indices = broadcastIndices(x!.shape, shape)
  return pick(x!, shape, (i) => indices[i]!)
}

const tile: Evaluate = (_, [x, repeats]) => {
  if (x === undefined || repeats?.values.length !== x.shape.length) return undefined
  let tiled = x
  for (const [axis, size] of x.shape.entries()) {
    const times = repeats.values[axis]!
    if (!(times >= 1 && times * count(tiled.shape) <= limits.foldedElements)) return undefined
    tiled = take(
      tiled,
      axis,
      Int32Array.from({ length: size * times }, (_, i) => i % size),
      [size * times],
    )
  }
  return tiled
}

const transpose: Evaluate = (node, [x]) => {
  if (x === undefined) return undefined
  const given = node.attributes.get('perm') as readonly number[] | undefined
  const axes = given ?? x.shape.map((_, axis) => x.shape.length - 1 - axis)
  const shape = axes.map((axis) => x.shape[axis]!)
  const indices = transposeIndices(x.shape, axes)
  return pick(x, shape, (i) => indices[i]!)
}

const reduce =
  (
    combine: (a: number, b: number) => number,
    finish: (value: number, of: number) => number = (value) => value,
  ): Evaluate =>
  (node, [x, axesInput]) => {
    if (x === undefined || count(x.shape) === 0) return undefined
    const axes = reducedAxes(node, x.shape.length, axesInput)
    const kept = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size))
    const out = new Map<number, number>()
    const indices = broadcastIndices(kept, x.shape)
    x.values.forEach((value: number, i: number) => {
      const before = out.get(indices[i]!)
      out.set(indices[i]!, before === undefined ? value : combine(before, value))
    })
    const shape = node.attributes.get('keepdims') === 0 ? x.shape.filter((_, axis) => !axes.includes(axis)) : kept
    const each = count(x.shape) / count(kept)
    return makeConstant(x.dtype, shape, (i) => finish(out.get(i) ?? 0, each))
  }

/** ONNX Trilu: what causal masks are made of. */
const trilu: Evaluate = (node, [x, diagonal]) => {
  if (x === undefined || x.shape.length < 2) return undefined
  const [rows, columns] = [x.shape.at(-2)!, x.shape.at(-1)!]
  const k = diagonal?.values[0] ?? 0
  const upper = node.attributes.get('upper') !== 0
  return makeConstant(x.dtype, x.shape, (i) => {
    const distance = (i % columns) - (Math.floor(i / columns) % rows)
    return (upper ? distance >= k : distance <= k) ? x.values[i]! : 0
  })
}

const constantOfShape: Evaluate = (node, [shape]) => {
  const value = node.attributes.get('value')
  const filler = typeof value === 'object' && 'dtype' in value ? value : undefined
  return shape && makeConstant(filler?.dtype ?? 'f32', Array.from(shape.values), () => filler?.values[0] ?? 0)
}

const range: Evaluate = (_, [start, limit, delta]) => {
  if (start === undefined || limit === undefined || delta === undefined) return undefined
  const [from, to, step] = [start.values[0] ?? 0, limit.values[0] ?? 0, delta.values[0] ?? 0]
  if (step === 0) return undefined
  return makeConstant(start.dtype, [Math.max(0, Math.ceil((to - from) / step))], (i) => from + i * step)
}

/** Operators that place, repeat, choose or sum elements. Views are computed where their shapes are. */
export const movementRules: Readonly<Record<string, Evaluate>> = {
  Gather: gather,
  Concat: concat,
  Slice: slice,
  Expand: expand,
  Tile: tile,
  Transpose: transpose,
  Trilu: trilu,
  ConstantOfShape: constantOfShape,
  Range: range,
  ReduceSum: reduce((a, b) => a + b),
  ReduceProd: reduce((a, b) => a * b),
  ReduceMax: reduce(Math.max),
  ReduceMin: reduce(Math.min),
  ReduceMean: reduce(
    (a, b) => a + b,
    (sum, of) => sum / of,
  ),
}
