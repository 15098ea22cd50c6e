import type { Operand, Shape } from '@assay/program'
import type { QuantisedLayer } from '../5-quantise.ts'
import { count } from '../count.ts'
import type { AveragePoolLayer, ConvLayer, MatmulLayer, MaxPoolLayer, ProductLayer } from '../layer.ts'
import { RefusedNode } from '../refusedNode.ts'
import { byColumns, channelsLast, rowMajor, rowOrder } from '../storage.ts'
import { isTransposed } from '../transposedWindowOf.ts'
import { transposeIndices } from '../transposeIndices.ts'
import { layTransposedConv } from './layTransposedConv.ts'
import { checkPair, productOperands, windowAttributes, zeros } from './products.ts'
import { imageShape, toShape } from './shapes.ts'
import type { Writer } from './Writer.ts'

/** A convolution: weights OHWI, image channels last. */
export function layConv(writer: Writer, quantised: QuantisedLayer, layer: ConvLayer): void {
  const product = quantised.product!
  checkPair(quantised.inputs[0]!.dtype, product.dtype)
  if (isTransposed(layer.window)) {
    layTransposedConv(writer, quantised, layer, layer.window)
    return
  }
  const [o, i, h, w] = product.shape
  const operands = productOperands(writer, product, [o, h, w, i], transposeIndices([o, i, h, w], [0, 2, 3, 1]))
  emitImage(writer, 'conv2d', quantised, operands, {
    ...windowAttributes(layer.window),
    groups: layer.groups,
    ...zeros(quantised, product.zero),
  })
}

/** A pool of windows. */
export function layPool(writer: Writer, quantised: QuantisedLayer, layer: MaxPoolLayer | AveragePoolLayer): void {
  const window = windowAttributes(layer.window)
  if (layer.kind === 'max_pool') {
    emitImage(writer, 'max_pool', quantised, [], window)
    return
  }
  const { zeroX, zeroY, low, high } = zeros(quantised, 0)
  const table = writer.floats(quantised.multipliers!)
  emitImage(writer, 'avg_pool', quantised, [table], { ...window, zeroX, zeroY, low, high })
}

/** A product by constant weights [O, K]; rows in another order than ONNX's permute the weights instead. */
export function layMatmul(writer: Writer, quantised: QuantisedLayer, layer: MatmulLayer): void {
  const product = quantised.product!
  checkPair(quantised.inputs[0]!.dtype, product.dtype)
  const input = layer.inputs[0]!
  const shape = writer.shape(input)
  const length = product.shape[3]
  let x = writer.place(input)
  let order = rowOrder(x.storage, length)
  if (order === undefined) {
    x = writer.stored(input, rowMajor(shape))
    order = rowOrder(x.storage, length)!
  }
  const permuted = order
  const indices = Int32Array.from(
    { length: product.values.length },
    (_, index) => index - (index % length) + permuted[index % length]!,
  )
  const output = writer.shape(layer.output)
  writer.emit(
    'matmul',
    quantised,
    toShape(output),
    rowMajor(output),
    [
      writer.operandOf(x, toShape(shape)),
      ...productOperands(writer, product, [1, 1, product.shape[0], length], indices),
    ],
    zeros(quantised, product.zero),
  )
}

/** A product of two tensors, the right one stored by columns; its leading axes may be 1. */
export function layProduct(writer: Writer, quantised: QuantisedLayer, layer: ProductLayer): void {
  const [left, right] = layer.inputs as [string, string]
  const [a, b] = [writer.shape(left), writer.shape(right)]
  const output = writer.shape(layer.output)
  const [x, w] = quantised.inputs
  if (x!.dtype === 'i8' && w!.dtype === 'u8')
    throw new RefusedNode(
      'an int8 tensor times a uint8 one',
      'quantise both to the same type, or the right one to int8',
    )
  const [outer, repeated] = batches(a, b, output)
  const [k, o] = [b.at(-2)!, b.at(-1)!]
  const rows = writer.operandOf(writer.stored(left, rowMajor(a)), [...outer, a.at(-2)!, k] as unknown as Shape)
  const columns = writer.operandOf(writer.stored(right, byColumns(b)), [...repeated, o, k] as unknown as Shape)
  writer.emit(
    'matmul',
    quantised,
    [...outer, a.at(-2)!, o] as unknown as Shape,
    rowMajor(output),
    [rows, columns, writer.integers(new Int32Array(o)), writer.floats(new Float32Array(o).fill(quantised.multiplier!))],
    zeros(quantised, w!.zero),
  )
}

/** The leading axes of both operands as two each. */
function batches(a: readonly number[], b: readonly number[], output: readonly number[]): [number[], number[]] {
  const full = output.slice(0, -2)
  const aligned = (shape: readonly number[]) =>
    [...full.map(() => 1), ...shape.slice(0, -2)].slice(-full.length || undefined)
  const [left, right] = [aligned(a), aligned(b)]
  if (left.some((size, i) => size !== full[i]))
    throw new RefusedNode(
      `its left operand [${a}] is repeated over the right one's [${b}]`,
      'write the product with the operands exchanged and transposed',
    )
  // Axes next to each other that are repeated alike count as one.
  const groups: { size: number; repeated: boolean }[] = []
  full.forEach((size, i) => {
    const repeated = right[i] === 1 && size > 1
    const last = groups.at(-1)
    if (last !== undefined && (last.repeated === repeated || size === 1 || last.size === 1))
      groups[groups.length - 1] = { size: last.size * size, repeated: last.size === 1 ? repeated : last.repeated }
    else groups.push({ size, repeated })
  })
  if (groups.length > 2)
    throw new RefusedNode(`operands [${a}] and [${b}] are repeated along more than two leading axes`)
  while (groups.length < 2) groups.unshift({ size: 1, repeated: false })
  return [groups.map(({ size }) => size), groups.map(({ size, repeated }) => (repeated ? 1 : size))]
}

function emitImage(
  writer: Writer,
  op: 'conv2d' | 'max_pool' | 'avg_pool',
  quantised: QuantisedLayer,
  operands: readonly Operand[],
  attributes: Record<string, number>,
): void {
  const { layer } = quantised
  const input = layer.inputs[0]!
  const shape = writer.shape(input)
  const output = writer.shape(layer.output)
  const x = writer.operandOf(writer.stored(input, channelsLast(shape)), imageShape(shape))
  writer.emit(op, quantised, imageShape(output), channelsLast(output), [x, ...operands], attributes)
}

export const rowsOf = (shape: readonly number[], length: number): Shape => [1, 1, count(shape) / length, length]
