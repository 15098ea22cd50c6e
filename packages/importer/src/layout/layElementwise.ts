import type { Operand, Shape } from '@assay/program'
import type { QuantisedLayer } from '../5-quantise.ts'
import { count } from '../count.ts'
import type { BinaryLayer } from '../layer.ts'
import { RefusedNode } from '../refusedNode.ts'
import { channelsLast, ofOrder } from '../storage.ts'
import { arranged } from './arranged.ts'
import { imageShape, toShape } from './shapes.ts'
import type { Writer } from './Writer.ts'

/** A table: in the order of its input. */
export function layUnary(writer: Writer, quantised: QuantisedLayer): void {
  const { layer, output } = quantised
  if (quantised.tables !== undefined) {
    layPlanes(writer, quantised, quantised.tables)
    return
  }
  const table = quantised.table!
  const x = writer.place(layer.inputs[0]!)
  const operand = writer.constant(output.dtype, [1, 1, 1, 256], new Uint8Array(table.buffer))
  writer.emit('lookup', quantised, x.type.shape, x.storage, [writer.operandOf(x, x.type.shape), operand], {})
}

/** A table for each plane, and their bytes one beside the other: a channel's planes are neighbours. */
function layPlanes(writer: Writer, quantised: QuantisedLayer, tables: readonly (Uint8Array | Int8Array)[]): void {
  const { layer, output } = quantised
  const input = layer.inputs[0]!
  const shape = imageShape(writer.shape(layer.output))
  const x = writer.stored(input, channelsLast(writer.shape(input)))
  const elements = count(x.type.shape)
  const { dtype, scale, zero } = output
  const column = (operand: Operand, length: number): Operand => ({ ...operand, shape: [1, 1, elements, length] })
  const steps = { scale0: scale, scale1: scale, scale2: scale, scale3: scale, scaleY: scale }
  const zeros = { zero0: zero, zero1: zero, zero2: zero, zero3: zero, zeroY: zero, low: 0, high: 255 }
  const join = (operands: readonly Operand[]): Operand => {
    if (operands.length === 1) return operands[0]!
    const length = operands.reduce((sum, operand) => sum + operand.shape[3], 0)
    const missing = [0, 1, 2, 3].slice(operands.length)
    const unused = Object.fromEntries(missing.flatMap((i) => [[`scale${i}`, 0] as const, [`zero${i}`, 0] as const]))
    const type = { dtype, shape: [1, 1, elements, length] as const }
    return writer.push('concat', layer.name, type, operands, { axis: 3, ...steps, ...zeros, ...unused })
  }
  const planes = tables.map((table) => {
    const operand = writer.constant(dtype, [1, 1, 1, 256], new Uint8Array(table.buffer))
    const type = { dtype, shape: x.type.shape }
    return column(writer.push('lookup', layer.name, type, [writer.operandOf(x, x.type.shape), operand], {}), 1)
  })
  const joined = join(planes.length <= 4 ? planes : [join(planes.slice(0, 4)), join(planes.slice(4))])
  writer.settle(layer.output, { ...joined, shape }, channelsLast(writer.shape(layer.output)), output)
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
