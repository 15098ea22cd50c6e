import { count } from '../count.ts'
import type { GraphNode } from '../graph.ts'
import { quantParameters } from '../quantParameters.ts'
import { reducedAxes } from '../reducedAxes.ts'
import { RefusedNode } from '../refusedNode.ts'
import { INTEGER, type Translation } from '../translation.ts'
import { wrapAxis } from '../wrapAxis.ts'

/** ONNX ReduceMean and ReduceSum. */
export function reduce(t: Translation, node: GraphNode): void {
  const shape = t.shape(t.tensor(node.inputs[0]))
  emitReduce(t, node, reducedAxes(node, shape.length, t.constant(node.inputs[1])), node.op === 'ReduceMean')
}

/** ONNX GlobalAveragePool and com.microsoft.QLinearGlobalAveragePool. */
export function globalAveragePool(t: Translation, node: GraphNode): void {
  const input = t.tensor(node.inputs[0])
  if (node.attributes.get('channels_last') === 1) throw new RefusedNode('channels_last = 1', 'export it channels first')
  const quantised = node.op !== 'GlobalAveragePool'
  if (quantised) t.expect(input, quantParameters(t, node, 1))
  emitReduce(t, node, spatialAxes(t, node), true)
  if (quantised) t.setQuant(node.outputs[0]!, quantParameters(t, node, 3))
}

/** ONNX ReduceMax and GlobalMaxPool. */
export function reduceMax(t: Translation, node: GraphNode): void {
  const input = t.tensor(node.inputs[0])
  const shape = t.shape(input)
  const axes =
    node.op === 'GlobalMaxPool' ? spatialAxes(t, node) : reducedAxes(node, shape.length, t.constant(node.inputs[1]))
  const output = node.outputs[0]!
  t.emit({ kind: 'reduce_max', name: node.name, inputs: [input], output, axes }, t.graph.shapes.get(output)!)
}

/** ONNX ArgMax, taking the first of equals. */
export function argMax(t: Translation, node: GraphNode): void {
  if (node.attributes.get('select_last_index') === 1)
    throw new RefusedNode('select_last_index = 1; the first of equals is taken', 'export it with select_last_index = 0')
  const input = t.tensor(node.inputs[0])
  const axis = wrapAxis(node, Number(node.attributes.get('axis') ?? 0), t.shape(input).length)
  const output = node.outputs[0]!
  t.emit({ kind: 'arg_max', name: node.name, inputs: [input], output, axis }, t.graph.shapes.get(output)!)
  t.setQuant(output, INTEGER)
}

const spatialAxes = (t: Translation, node: GraphNode): number[] =>
  t.shape(t.tensor(node.inputs[0])).flatMap((_, axis) => (axis >= 2 ? [axis] : []))

function emitReduce(t: Translation, node: GraphNode, axes: readonly number[], mean: boolean): void {
  const input = t.tensor(node.inputs[0])
  const output = node.outputs[0]!
  const shape = t.graph.shapes.get(output)!
  const divisor = mean ? count(axes.map((axis) => t.shape(input)[axis]!)) : 1
  t.emit({ kind: 'reduce', name: node.name, inputs: [input], output, axes, divisor, clamp: undefined }, shape)
}
