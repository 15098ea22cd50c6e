import type { Shape } from '@assay/program'
import type { QuantisedLayer } from '../5-quantise.ts'
import { count } from '../count.ts'
import type { BinaryLayer } from '../layer.ts'
import { RefusedNode } from '../refusedNode.ts'
import { ofOrder } from '../storage.ts'
import { arranged } from './arranged.ts'
import { toShape } from './shapes.ts'
import type { Writer } from './Writer.ts'

/** A table: in the order of its input. */
export function layUnary(writer: Writer, quantised: QuantisedLayer): void {
  const { layer, output } = quantised
  const table = quantised.table!
  const x = writer.place(layer.inputs[0]!)
  const operand = writer.constant(output.dtype, [1, 1, 1, 256], new Uint8Array(table.buffer))
  writer.emit('lookup', quantised, x.type.shape, x.storage, [writer.operandOf(x, x.type.shape), operand], {})
}

/** add, sub, mul: in the order of the operand that has the output's shape; what is repeated is brought into it. */
export function layBinary(writer: Writer, quantised: QuantisedLayer, layer: BinaryLayer): void {
  const [left, right] = layer.inputs as [string, string]
  const output = writer.shape(layer.output)
  const [a, b] = quantised.inputs
  const attributes = {
    zeroX: a!.zero,
    zeroW: b!.zero,
    zeroY: quantised.output.zero,
    scaleX: a!.scale,
    scaleW: b!.scale,
    scaleY: quantised.output.scale,
    low: quantised.low,
    high: quantised.high,
  }
  const size = count(output)
  const isFull = (tensor: string) => count(writer.shape(tensor)) === size
  if (isFull(left) && isFull(right)) {
    const lead = writer.place(left).source === 'constant' ? right : left
    const { storage, type } = writer.place(lead)
    const operands = [left, right].map((tensor) => writer.operandOf(writer.stored(tensor, storage), type.shape))
    writer.emit(layer.op, quantised, type.shape, storage, operands, attributes)
    return
  }
  const padded = (tensor: string) => [
    ...new Array<number>(output.length - writer.shape(tensor).length).fill(1),
    ...writer.shape(tensor),
  ]
  const lead = [left, right].find(isFull)
  const order = lead === undefined ? [...output.keys()] : leadOrder(writer, lead, output.length)
  const sizes = [left, right].map((tensor) => order.map((axis) => padded(tensor)[axis]!))
  const dims = merged(sizes[0]!, sizes[1]!)
  if (dims.length > 4)
    throw new RefusedNode(`its operands are repeated along ${dims.length} separate axes; four are supported`)
  const operands = [left, right].map((tensor, i) =>
    writer.operandOf(writer.stored(tensor, ofOrder(padded(tensor), order)), toShape(dims.map((pair) => pair[i]!))),
  )
  const shape = toShape(dims.map(([x, y]) => Math.max(x, y))) as Shape
  writer.emit(layer.op, quantised, shape, ofOrder(output, order), operands, attributes)
}

/** The order of the leading operand's axes, with the output's leading axes of one element put first. */
function leadOrder(writer: Writer, lead: string, rank: number): number[] {
  const { order } = arranged(writer, lead)
  const missing = rank - order.length
  return [...Array.from({ length: missing }, (_, axis) => axis), ...order.map((axis) => axis + missing)]
}

/** Dimensions next to each other in which both operands are whole, or the same one is repeated, count as one. */
function merged(a: readonly number[], b: readonly number[]): [number, number][] {
  const dims: [number, number][] = []
  const kind = ([x, y]: [number, number]) => (x === y ? 'both' : x === 1 ? 'a' : 'b')
  a.forEach((size, i) => {
    const dim: [number, number] = [size, b[i]!]
    const last = dims.at(-1)
    if (dim[0] === 1 && dim[1] === 1) return
    if (last !== undefined && kind(last) === kind(dim)) dims[dims.length - 1] = [last[0] * dim[0], last[1] * dim[1]]
    else dims.push(dim)
  })
  return dims
}
