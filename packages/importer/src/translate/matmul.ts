import type { GraphNode } from '../graph.ts'
import type { Bias, Weights } from '../layer.ts'
import { quantisedConstant } from '../quantisedConstant.ts'
import { quantParameters } from '../quantParameters.ts'
import { intWeights, readBias, readWeights } from '../readWeights.ts'
import { RefusedNode } from '../refusedNode.ts'
import type { Translation } from '../translation.ts'

/** ONNX Gemm: alpha * x * w + beta * bias. */
export function gemm(t: Translation, node: GraphNode): void {
  const input = t.tensor(node.inputs[0])
  if (node.attributes.get('transA') === 1) throw new RefusedNode('transA = 1; transpose the input before exporting')
  const weights = matrix(t, node.inputs[1], node.attributes.get('transB') === 1)
  const alpha = Number(node.attributes.get('alpha') ?? 1)
  const beta = Number(node.attributes.get('beta') ?? 1)
  const bias = readBias(t, node.inputs[2], weights.shape[0])
  emitMatmul(t, node, input, scaleWeights(weights, alpha), bias && scaleBias(bias, beta))
}

/** ONNX MatMul: by constant weights, or of two activations. */
export function matMul(t: Translation, node: GraphNode): void {
  const left = t.tensor(node.inputs[0])
  const constant = t.constant(node.inputs[1]) ?? t.quantised.get(node.inputs[1] ?? '')?.constant
  if (constant !== undefined) {
    emitMatmul(t, node, left, matrix(t, node.inputs[1], false), undefined)
    return
  }
  emitProduct(t, node, left, t.tensor(node.inputs[1]))
}

/** ONNX QLinearMatMul. */
export function qlinearMatMul(t: Translation, node: GraphNode): void {
  const left = t.tensor(node.inputs[0])
  t.expect(left, quantParameters(t, node, 1))
  if (t.constant(node.inputs[3]) === undefined) {
    const right = t.tensor(node.inputs[3])
    t.expect(right, quantParameters(t, node, 4))
    emitProduct(t, node, left, right)
  } else {
    const quantised = quantisedConstant(t, node, 3, 1)
    const { shape } = quantised.constant
    if (shape.length !== 2) throw new RefusedNode(`weights of shape [${shape}]; only matrices are supported`)
    const weights = intWeights(quantised, [shape[1]!, 1, 1, shape[0]!], [1, 0])
    emitMatmul(t, node, left, weights, undefined)
  }
  t.setQuant(node.outputs[0]!, quantParameters(t, node, 6))
}

/** com.microsoft.QGemm: QLinearMatMul with an int32 bias. */
export function qgemm(t: Translation, node: GraphNode): void {
  const input = t.tensor(node.inputs[0])
  t.expect(input, quantParameters(t, node, 1))
  if (node.attributes.get('transA') === 1) throw new RefusedNode('transA = 1; transpose the input before exporting')
  if ((node.inputs[7] ?? '') === '') throw new RefusedNode('a float output (no output scale); quantise its output too')
  const turned = node.attributes.get('transB') === 1
  const quantised = quantisedConstant(t, node, 3, turned ? 0 : 1)
  const [a, b] = quantised.constant.shape as [number, number]
  const weights = intWeights(quantised, turned ? [a, 1, 1, b] : [b, 1, 1, a], turned ? [0, 1] : [1, 0])
  const alpha = Number(node.attributes.get('alpha') ?? 1)
  emitMatmul(t, node, input, scaleWeights(weights, alpha), readBias(t, node.inputs[6], weights.shape[0]))
  t.setQuant(node.outputs[0]!, quantParameters(t, node, 7))
}

function matrix(t: Translation, name: string | undefined, turned: boolean): Weights {
  const shape = (t.quantised.get(name ?? '')?.constant ?? t.constant(name))?.shape
  if (shape === undefined || shape.length !== 2) throw new RefusedNode('its weights must be a constant matrix')
  const [a, b] = shape as [number, number]
  return readWeights(t, name, turned ? [a, 1, 1, b] : [b, 1, 1, a], turned ? [0, 1] : [1, 0])
}

function scaleWeights(weights: Weights, factor: number): Weights {
  if (factor === 1) return weights
  if (weights.kind === 'float') return { ...weights, values: weights.values.map((value) => value * factor) }
  if (!(factor > 0)) throw new RefusedNode(`alpha ${factor} with integer weights; it must be positive`)
  return { ...weights, scales: weights.scales.map((scale) => scale * factor) }
}

function scaleBias(bias: Bias, factor: number): Bias {
  if (factor === 1) return bias
  if (bias.kind === 'int') throw new RefusedNode(`beta ${factor} with an integer bias; it must be 1`)
  return { kind: 'float', values: bias.values.map((value) => value * factor) }
}

function emitMatmul(t: Translation, node: GraphNode, input: string, weights: Weights, bias: Bias | undefined): void {
  const output = node.outputs[0]!
  const shape = t.graph.shapes.get(output)!
  t.emit({ kind: 'matmul', name: node.name, inputs: [input], output, weights, bias, clamp: undefined }, shape)
}

function emitProduct(t: Translation, node: GraphNode, left: string, right: string): void {
  const output = node.outputs[0]!
  const shape = t.graph.shapes.get(output)!
  if (
    t
      .shape(right)
      .slice(0, -2)
      .some((size) => size !== 1)
  )
    throw new RefusedNode('a batch of right-hand matrices; only one matrix (leading sizes 1) is supported')
  t.emit({ kind: 'product', name: node.name, inputs: [left, right], output, clamp: undefined }, shape)
}
