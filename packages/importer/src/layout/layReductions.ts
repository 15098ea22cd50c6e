import type { Operand, OpName, Shape } from '@assay/program'
import type { QuantisedLayer } from '../5-quantise.ts'
import { count } from '../count.ts'
import type { ArgMaxLayer, ReduceLayer, ReduceMaxLayer } from '../layer.ts'
import { ofOrder } from '../storage.ts'
import { type Arranged, arranged } from './arranged.ts'
import type { Writer } from './Writer.ts'

/** Sums over axes, innermost first, and one requantise. */
export function layReduce(writer: Writer, quantised: QuantisedLayer, layer: ReduceLayer): void {
  const { output, low, high, inputs } = quantised
  const found = arranged(writer, layer.inputs[0]!)
  const sums = reduced(writer, layer, 'reduce_sum', found, inputs[0]!.zero)
  const operands = [sums.operand]
  const attributes = { zeroY: output.zero, low, high, scaleX: quantised.multiplier! }
  writer.emit('requantise', quantised, sums.operand.shape, sums.storage, operands, attributes)
}

/** The largest over axes, innermost first. */
export function layReduceMax(writer: Writer, quantised: QuantisedLayer, layer: ReduceMaxLayer): void {
  const { operand, storage } = reduced(writer, layer, 'reduce_max', arranged(writer, layer.inputs[0]!), 0)
  writer.settle(layer.output, operand, storage, quantised.output)
}

/** The position of the largest along one axis. */
export function layArgMax(writer: Writer, quantised: QuantisedLayer, layer: ArgMaxLayer): void {
  const shape = writer.shape(layer.inputs[0]!)
  const { place, order } = arranged(writer, layer.inputs[0]!)
  const [outer, size, inner] = around(shape, order, layer.axis)
  const operand = writer.operandOf(place, [1, outer, size, inner])
  const storage = ofOrder(shape.with(layer.axis, 1), order)
  writer.emit('arg_max', quantised, [1, outer, 1, inner], storage, [operand], { axis: 2 })
}

/** Elements outside, on and inside an axis of a stored tensor. */
const around = (shape: readonly number[], order: readonly number[], axis: number): [number, number, number] => {
  const at = order.indexOf(axis)
  const size = (axes: readonly number[]) => count(axes.map((other) => shape[other]!))
  return [size(order.slice(0, at)), shape[axis]!, size(order.slice(at + 1))]
}

function reduced(
  writer: Writer,
  layer: ReduceLayer | ReduceMaxLayer,
  op: 'reduce_sum' | 'reduce_max',
  { place, order }: Arranged,
  zero: number,
) {
  let shape = writer.shape(layer.inputs[0]!)
  let operand = writer.operandOf(place, place.type.shape)
  const long = layer.axes.filter((axis) => shape[axis]! > 1)
  const axes = [...(long.length > 0 ? long : layer.axes.slice(0, 1))].sort(
    (a, b) => order.indexOf(b) - order.indexOf(a),
  )
  // Nothing to reduce: one axis of one element makes the sum that a requantise reads.
  if (axes.length === 0) operand = stage(writer, layer.name, op, operand, [count(shape), 1, 1], zero)
  for (const axis of axes) {
    operand = staged(writer, layer.name, op, operand, around(shape, order, axis), operand.dtype === 'i32' ? 0 : zero)
    shape = shape.with(axis, 1)
  }
  return { operand, storage: ofOrder(shape, order) }
}

/** One node, or where that would exceed the step budget, partial results first. */
function staged(
  writer: Writer,
  name: string,
  op: OpName,
  x: Operand,
  [outer, size, inner]: [number, number, number],
  zero: number,
): Operand {
  const whole = nodeOf(op, x, [outer, size, inner], zero)
  if (writer.fits(whole)) return stage(writer, name, op, x, [outer, size, inner], zero)
  for (let part = Math.floor(size / 2); part >= 2; part--) {
    if (size % part !== 0 || !writer.fits(nodeOf(op, x, [(outer * size) / part, part, inner], zero))) continue
    const partial = stage(writer, name, op, x, [(outer * size) / part, part, inner], zero)
    const bytes = count(partial.shape) * (partial.dtype === 'i32' ? 4 : 1)
    writer.notes.push(
      `${op === 'reduce_sum' ? 'The sum' : 'The maximum'} over ${size} elements in "${name}" exceeds the budget of one step: it is taken in parts of ${part}, which adds a node and ${bytes} bytes to the trace.`,
    )
    return staged(writer, name, op, partial, [outer, size / part, inner], op === 'reduce_sum' ? 0 : zero)
  }
  return stage(writer, name, op, x, [outer, size, inner], zero)
}

function stage(
  writer: Writer,
  name: string,
  op: OpName,
  x: Operand,
  dims: readonly [number, number, number],
  zero: number,
): Operand {
  const { shape, dtype, operands, attributes } = nodeOf(op, x, dims, zero)
  return writer.push(op, `${name}/${op === 'reduce_sum' ? 'sum' : 'max'}`, { dtype, shape }, operands, attributes)
}

const nodeOf = (op: OpName, x: Operand, [outer, size, inner]: readonly [number, number, number], zero: number) => {
  const shape: Shape = [1, outer, 1, inner]
  return {
    op,
    dtype: op === 'reduce_sum' ? ('i32' as const) : x.dtype,
    shape,
    operands: [{ ...x, shape: [1, outer, size, inner] as Shape }],
    attributes: op === 'reduce_sum' ? { axis: 2, zeroX: zero } : { axis: 2 },
  }
}
