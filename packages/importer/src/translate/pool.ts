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
  const input = t.tensor(node.inputs[0])
  const quantised = node.op !== 'AveragePool'
  if (quantised) t.expect(input, quantParameters(t, node, 1))
  if (node.attributes.get('channels_last') === 1) throw new RefusedNode('channels_last = 1', 'export it channels first')
  const includePads = node.attributes.get('count_include_pad') === 1
  const spatial = t.shape(input).slice(2)
  const window = windowOf(node, spatial)
  const exact = windowOf({ ...node, attributes: new Map([...node.attributes, ['ceil_mode', 0]]) }, spatial)
  if (includePads && window.pads.some((pad, side) => pad !== exact.pads[side]))
    throw new RefusedNode(
      'count_include_pad with ceil_mode, where windows reach beyond the padding: they divide by fewer elements',
      'export it with ceil_mode = 0',
    )
  const output = node.outputs[0]!
  const shape = t.graph.shapes.get(output)!
  t.emit(
    { kind: 'average_pool', name: node.name, inputs: [input], output, window, includePads, clamp: undefined },
    shape,
  )
  if (quantised) t.setQuant(output, quantParameters(t, node, 3))
}
