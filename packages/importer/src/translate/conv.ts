import type { GraphNode } from '../graph.ts'
import type { Weights } from '../layer.ts'
import { quantisedConstant } from '../quantisedConstant.ts'
import { quantParameters } from '../quantParameters.ts'
import { intWeights, readBias, readWeights } from '../readWeights.ts'
import type { Translation } from '../translation.ts'
import { windowOf } from '../windowOf.ts'

type Shape4 = readonly [number, number, number, number]

/** Weights [O, I, kH, kW], or [O, I, k] as [O, I, 1, k]. */
const weightShape = (shape: readonly number[]): Shape4 =>
  shape.length === 3 ? [shape[0]!, shape[1]!, 1, shape[2]!] : [shape[0]!, shape[1]!, shape[2]!, shape[3]!]

/** ONNX Conv. */
export function conv(t: Translation, node: GraphNode): void {
  const input = t.tensor(node.inputs[0])
  const shape =
    t.graph.shapes.get(node.inputs[1]!) ??
    t.constant(node.inputs[1])?.shape ??
    t.quantised.get(node.inputs[1]!)!.constant.shape
  emitConv(
    t,
    node,
    input,
    readWeights(
      t,
      node.inputs[1],
      weightShape(shape),
      shape.map((_, axis) => axis),
    ),
    shape,
    2,
  )
}

/** ONNX QLinearConv. */
export function qlinearConv(t: Translation, node: GraphNode): void {
  const input = t.tensor(node.inputs[0])
  t.expect(input, quantParameters(t, node, 1))
  const quantised = quantisedConstant(t, node, 3, 0)
  const { shape } = quantised.constant
  const weights = intWeights(
    quantised,
    weightShape(shape),
    shape.map((_, axis) => axis),
  )
  emitConv(t, node, input, weights, shape, 8)
  t.setQuant(node.outputs[0]!, quantParameters(t, node, 6))
}

function emitConv(
  t: Translation,
  node: GraphNode,
  input: string,
  weights: Weights,
  shape: readonly number[],
  bias: number,
): void {
  const spatial = t.shape(input).slice(2)
  const groups = node.attributes.get('group')
  t.emit(
    {
      kind: 'conv',
      name: node.name,
      inputs: [input],
      output: node.outputs[0]!,
      window: windowOf(node, spatial, shape.slice(2)),
      groups: typeof groups === 'number' ? groups : 1,
      weights,
      bias: readBias(t, node.inputs[bias], weights.shape[0]),
      clamp: undefined,
    },
    t.graph.shapes.get(node.outputs[0]!)!,
  )
}
