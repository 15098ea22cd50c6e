import type { QuantisedLayer } from '../5-quantise.ts'
import { count } from '../count.ts'
import type { LayerNormLayer, SoftmaxLayer } from '../layer.ts'
import { ofOrder } from '../storage.ts'
import { arranged } from './arranged.ts'
import { rowsOf } from './layProducts.ts'
import type { Writer } from './Writer.ts'

/** A softmax along an axis, which is brought innermost. */
export function laySoftmax(writer: Writer, quantised: QuantisedLayer, layer: SoftmaxLayer): void {
  const input = layer.inputs[0]!
  const shape = writer.shape(input)
  const { order } = arranged(writer, input)
  const storage = ofOrder(shape, [...order.filter((axis) => axis !== layer.axis), layer.axis])
  const rows = rowsOf(shape, shape[layer.axis]!)
  const { table, levels } = quantised.softmax!
  const { low, high, output } = quantised
  const operands = [writer.operandOf(writer.stored(input, storage), rows), writer.integers(table)]
  writer.emit('softmax', quantised, rows, storage, operands, { zeroY: output.zero, low, high, levels })
}

/** A layer normalisation over the last axes, which are brought innermost in their order. */
export function layLayerNorm(writer: Writer, quantised: QuantisedLayer, layer: LayerNormLayer): void {
  const input = layer.inputs[0]!
  const shape = writer.shape(input)
  const length = count(shape.slice(layer.axis))
  const { order } = arranged(writer, input)
  const inner = [...shape.keys()].filter((axis) => axis >= layer.axis)
  const storage = ofOrder(shape, [...order.filter((axis) => axis < layer.axis), ...inner])
  const rows = rowsOf(shape, length)
  const { gamma, beta, epsilon } = quantised.norm!
  const { low, high, output } = quantised
  const operands = [writer.operandOf(writer.stored(input, storage), rows), writer.floats(gamma), writer.floats(beta)]
  writer.emit('layer_norm', quantised, rows, storage, operands, { zeroY: output.zero, low, high, epsilon })
}
