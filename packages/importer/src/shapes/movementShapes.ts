import { broadcast } from '../broadcast.ts'
import { count } from '../count.ts'
import { integerList } from '../integerList.ts'
import { limits } from '../limits.ts'
import { padsOf } from '../padsOf.ts'
import { resizeAxes } from '../resizeAxes.ts'
import { sliceRanges } from '../sliceRanges.ts'
import { wrapAxis } from '../wrapAxis.ts'
import { misfit } from './misfit.ts'
import type { Rule } from './Rule.ts'

const reshape: Rule = (node, known) => {
  const target = integerList(node, 'shape', known.constant(1)) ?? misfit(node, 'its shape must be constant.')
  const from = known.shape(0)
  const shape = target.map((size, axis) =>
    size === 0 && node.attributes.get('allowzero') !== 1 ? (from[axis] ?? 0) : size,
  )
  const open = shape.indexOf(-1)
  if (open >= 0)
    shape[open] = count(from) / shape.reduce((product, size) => (size === -1 ? product : product * size), 1)
  if (
    shape.length > limits.rank ||
    shape.some((size) => !Number.isInteger(size) || size < 0) ||
    count(shape) !== count(from)
  )
    misfit(node, `cannot make [${target}] of [${from}].`)
  return shape
}

const flatten: Rule = (node, known) => {
  const shape = known.shape(0)
  const given = node.attributes.get('axis') ?? 1
  const axis = given === shape.length ? given : wrapAxis(node, Number(given), shape.length)
  return [count(shape.slice(0, axis)), count(shape.slice(axis))]
}

const squeeze: Rule = (node, known) => {
  const shape = known.shape(0)
  const axes = integerList(node, 'axes', known.constant(1))?.map((axis) => wrapAxis(node, axis, shape.length))
  if (axes?.some((axis) => shape[axis] !== 1)) misfit(node, `cannot squeeze axes [${axes}] of [${shape}].`)
  return shape.filter((size, axis) => (axes === undefined ? size !== 1 : !axes.includes(axis)))
}

const unsqueeze: Rule = (node, known) => {
  const axes = integerList(node, 'axes', known.constant(1)) ?? misfit(node, 'its axes must be constant.')
  const rank = known.shape(0).length + axes.length
  if (rank > limits.rank) misfit(node, `rank ${rank} exceeds the limit of ${limits.rank}.`)
  const inserted = axes.map((axis) => wrapAxis(node, axis, rank))
  if (new Set(inserted).size !== inserted.length) misfit(node, `axes [${axes}] name one axis twice.`)
  const rest = [...known.shape(0)]
  return Array.from({ length: rank }, (_, axis) => (inserted.includes(axis) ? 1 : rest.shift()!))
}

const transpose: Rule = (node, known) => {
  const shape = known.shape(0)
  const axes = integerList(node, 'perm', undefined) ?? shape.map((_, axis) => shape.length - 1 - axis)
  if (axes.length !== shape.length || [...axes].sort((a, b) => a - b).some((axis, i) => axis !== i))
    misfit(node, `perm [${axes}] is no order of ${shape.length} axes.`)
  return axes.map((axis) => shape[axis]!)
}

/** @param first input that is joined @param apart inputs from one joined input to the next */
const concat =
  (first: number, apart: number): Rule =>
  (node, known) => {
    const shapes = []
    for (let input = first; input < node.inputs.length; input += apart) shapes.push(known.shape(input))
    const [start] = shapes
    if (start === undefined) return misfit(node, 'it joins nothing.')
    const axis = wrapAxis(node, Number(node.attributes.get('axis') ?? 0), start.length)
    if (
      shapes.some((shape) => shape.length !== start.length || shape.some((size, i) => i !== axis && size !== start[i]))
    )
      misfit(node, `[${shapes.map((shape) => `[${shape}]`).join(', ')}] cannot be joined along axis ${axis}.`)
    return start.with(
      axis,
      shapes.reduce((sum, shape) => sum + shape[axis]!, 0),
    )
  }

const pad: Rule = (node, known) => {
  const shape = known.shape(0)
  const { before, after } = padsOf(node, shape.length, known.constant)
  return shape.map((size, axis) => size + before[axis]! + after[axis]!)
}

const gather: Rule = (node, known) => {
  const shape = known.shape(0)
  const axis = wrapAxis(node, Number(node.attributes.get('axis') ?? 0), shape.length)
  return [...shape.slice(0, axis), ...known.shape(1), ...shape.slice(axis + 1)]
}

const expand: Rule = (node, known) => {
  const target = known.constant(1) ?? misfit(node, 'its shape must be constant.')
  const from = known.shape(0)
  return broadcast(from, Array.from(target.values)) ?? misfit(node, `cannot make [${target.values}] of [${from}].`)
}

const resize: Rule = (node, known) =>
  resizeAxes(node, known.shape(0), known.constant, known.opset).map(({ out }) => out)

export const movementShapes: Readonly<Record<string, Rule>> = {
  Flatten: flatten,
  Reshape: reshape,
  Squeeze: squeeze,
  Unsqueeze: unsqueeze,
  Transpose: transpose,
  Concat: concat(0, 1),
  'com.microsoft.QLinearConcat': concat(2, 3),
  Pad: pad,
  Slice: (node, known) => sliceRanges(node, known.shape(0), known.constant).map((range) => range.count),
  Gather: gather,
  Expand: expand,
  Resize: resize,
  Upsample: resize,
}
