import type { GraphNode } from '../graph.ts'
import { quantParameters } from '../quantParameters.ts'
import { RefusedNode } from '../refusedNode.ts'
import type { Translation } from '../translation.ts'
import { windowOf } from '../windowOf.ts'

/** ONNX MaxPool. */
export function maxPool(t: Translation, node: GraphNode): void {
  if ((node.outputs[1] ?? '') !== '') throw new RefusedNode('its second output (indices) is not supported')
  const input = t.tensor(node.inputs[0])
  const window = windowOf(node, t.shape(input).slice(2))
  const output = node.outputs[0]!
  t.emit({ kind: 'max_pool', name: node.name, inputs: [input], output, window }, t.graph.shapes.get(output)!)
}

/** ONNX AveragePool and com.microsoft.QLinearAveragePool. */
export function averagePool(t: Translation, node: GraphNode): void {
  notChannelsLast(node)
  const input = t.tensor(node.inputs[0])
  const quantised = node.op !== 'AveragePool'
  if (quantised) t.expect(input, quantParameters(t, node, 1))
  const includePads = node.attributes.get('count_include_pad') === 1
  if (includePads && node.attributes.get('ceil_mode') === 1)
    throw new RefusedNode('count_include_pad together with ceil_mode; export it with ceil_mode = 0')
  const window = windowOf(node, t.shape(input).slice(2))
  const output = node.outputs[0]!
  const shape = t.graph.shapes.get(output)!
  t.emit(
    { kind: 'average_pool', name: node.name, inputs: [input], output, window, includePads, clamp: undefined },
    shape,
  )
  if (quantised) t.setQuant(output, quantParameters(t, node, 3))
}

/** ONNX GlobalAveragePool and com.microsoft.QLinearGlobalAveragePool. */
export function globalAveragePool(t: Translation, node: GraphNode): void {
  notChannelsLast(node)
  const input = t.tensor(node.inputs[0])
  const rank = t.shape(input).length
  if (rank !== 3 && rank !== 4) throw new RefusedNode(`${rank - 2} spatial axes; one or two are supported`)
  const quantised = node.op !== 'GlobalAveragePool'
  if (quantised) t.expect(input, quantParameters(t, node, 1))
  const output = node.outputs[0]!
  const shape = t.graph.shapes.get(output)!
  t.emit({ kind: 'global_average', name: node.name, inputs: [input], output, clamp: undefined }, shape)
  if (quantised) t.setQuant(output, quantParameters(t, node, 3))
}

/** ONNX ReduceMean over exactly the spatial axes of an image. */
export function reduceMean(t: Translation, node: GraphNode): void {
  const input = t.tensor(node.inputs[0])
  const rank = t.shape(input).length
  const attribute = node.attributes.get('axes')
  const given = Array.isArray(attribute)
    ? (attribute as number[])
    : Array.from(t.constant(node.inputs[1])?.values ?? [])
  const axes = given.map((axis) => (axis < 0 ? axis + rank : axis)).sort((a, b) => a - b)
  const spatial = Array.from({ length: rank - 2 }, (_, axis) => axis + 2)
  if (rank < 3 || rank > 4 || axes.length !== spatial.length || axes.some((axis, i) => axis !== spatial[i]))
    throw new RefusedNode(`over axes [${given}]; only the mean over all spatial axes of an image is supported`)
  const output = node.outputs[0]!
  const shape = t.graph.shapes.get(output)!
  // Without its spatial axes the mean is a view of the same numbers.
  t.emit({ kind: 'global_average', name: node.name, inputs: [input], output, clamp: undefined }, shape)
}

function notChannelsLast(node: GraphNode): void {
  if (node.attributes.get('channels_last') === 1) throw new RefusedNode('channels_last = 1; export it channels first')
}
