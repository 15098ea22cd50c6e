import { count } from '../count.ts'
import type { GraphNode } from '../graph.ts'
import type { Weights } from '../layer.ts'
import { limits } from '../limits.ts'
import { phasesOf } from '../phasesOf.ts'
import { intWeights, readBias } from '../readWeights.ts'
import { RefusedNode } from '../refusedNode.ts'
import type { Translation } from '../translation.ts'
import { transposedWindowOf } from '../transposedWindowOf.ts'
import { transposeIndices } from '../transposeIndices.ts'

/** ONNX ConvTranspose, float or between quantisations; pass 6 makes it one convolution and a transpose. */
export function convTranspose(t: Translation, node: GraphNode): void {
  const input = t.tensor(node.inputs[0])
  const output = node.outputs[0]!
  const groups = Number(node.attributes.get('group') ?? 1)
  const weights = transposedWeights(t, node.inputs[1], groups)
  const [outputs, perGroup, ...kernel] = weights.shape
  const rank = t.shape(input).length - 2
  const spatial = t.shape(input).slice(2)
  const window = transposedWindowOf(node, spatial, kernel.slice(2 - rank))
  const [rows, columns] = phasesOf(window, [rank === 2 ? spatial[0]! : 1, spatial.at(-1)!])
  const expanded = outputs * perGroup * rows.phases * rows.taps * columns.phases * columns.taps
  if (expanded > limits.foldedElements)
    throw new RefusedNode(
      `strides ${window.strides} make ${expanded} weights of its ${weights.values.length}; the limit is ${limits.foldedElements}`,
      'use smaller strides, several times',
    )
  t.emit(
    {
      kind: 'conv',
      name: node.name,
      inputs: [input],
      output,
      window,
      groups,
      weights,
      bias: readBias(t, node.inputs[2], outputs),
      clamp: undefined,
    },
    t.graph.shapes.get(output)!,
  )
}

/** ONNX's [I, O/groups, kH, kW], or [I, O/groups, k], as [O, I/groups, kH, kW]. */
function transposedWeights(t: Translation, name: string | undefined, groups: number): Weights {
  const quantised = t.quantised.get(name ?? '')
  const constant = quantised?.constant ?? t.constant(name)
  if (constant === undefined || (quantised === undefined && constant.dtype !== 'f32'))
    throw new RefusedNode('its weights must be constant float32, or (u)int8 behind a DequantizeLinear')
  const [inputs, perGroup, ...kernel] = constant.shape as [number, number, ...number[]]
  const each = inputs / groups
  const order = transposeIndices([groups, each, perGroup, count(kernel)], [0, 2, 1, 3])
  const [height, width] = kernel.length === 1 ? [1, kernel[0]!] : (kernel as [number, number])
  const shape = [groups * perGroup, each, height, width] as const
  const values = constant.values.slice()
  order.forEach((from, at) => {
    values[at] = constant.values[from]!
  })
  if (quantised === undefined) return { kind: 'float', shape, values: values as Float32Array }
  // One scale per output channel lies along the second axis; every group has the same ones.
  const { scales, zeros, axis } = quantised
  if (scales.length !== 1 && (axis !== 1 || scales.length !== perGroup))
    throw new RefusedNode('weights quantised along another axis than their output channels')
  return intWeights(
    {
      constant: { ...constant, shape, values },
      scales: scales.length === 1 ? scales : Float32Array.from({ length: shape[0] }, (_, o) => scales[o % perGroup]!),
      zeros,
      axis: 0,
    },
    shape,
    [0, 1, 2, 3],
  )
}
