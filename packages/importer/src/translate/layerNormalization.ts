import { broadcast } from '../broadcast.ts'
import { broadcastIndices } from '../broadcastIndices.ts'
import { count } from '../count.ts'
import type { GraphNode } from '../graph.ts'
import { RefusedNode } from '../refusedNode.ts'
import type { Translation } from '../translation.ts'
import { wrapAxis } from '../wrapAxis.ts'

/** ONNX LayerNormalization, also as found in its decomposed form. */
export function layerNormalization(t: Translation, node: GraphNode): void {
  const input = t.tensor(node.inputs[0])
  const shape = t.shape(input)
  const axis = wrapAxis(node, Number(node.attributes.get('axis') ?? -1), shape.length)
  if (node.outputs.slice(1).some((name) => name !== '' && t.isUsed(name)))
    throw new RefusedNode('its outputs mean and deviation are used; only the first is supported')
  const inner = shape.slice(axis)
  const parameter = (index: number, otherwise: number): Float64Array => {
    if ((node.inputs[index] ?? '') === '') return new Float64Array(count(inner)).fill(otherwise)
    const constant = t.real(node.inputs[index])
    if (constant === undefined) throw new RefusedNode('its scale and bias must be constant')
    const fits = broadcast(constant.shape, inner)
    if (fits === undefined || count(fits) !== count(inner))
      throw new RefusedNode(`a scale or bias of shape [${constant.shape}] for the normalised axes [${inner}]`)
    const kept = constant.shape.slice(Math.max(0, constant.shape.length - inner.length))
    const indices = broadcastIndices(kept, inner)
    return Float64Array.from(indices, (index) => constant.values[index]!)
  }
  t.emit(
    {
      kind: 'layer_norm',
      name: node.name,
      inputs: [input],
      output: node.outputs[0]!,
      axis,
      epsilon: Number(node.attributes.get('epsilon') ?? 1e-5),
      gamma: parameter(1, 1),
      beta: parameter(2, 0),
    },
    shape,
  )
}
