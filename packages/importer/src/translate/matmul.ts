import type { GraphNode } from '../graph.ts'
import type { Bias, Weights } from '../layer.ts'
import { quantisedConstant } from '../quantisedConstant.ts'
import { quantParameters } from '../quantParameters.ts'
import { intWeights, readBias, readWeights } from '../readWeights.ts'
import { RefusedNode } from '../refusedNode.ts'
import type { Translation } from '../translation.ts'

/** ONNX Gemm: alpha * x * w + beta * bias, by constant weights or of two tensors. */
export function gemm(t: Translation, node: GraphNode): void {
  const alpha = Number(node.attributes.get('alpha') ?? 1)
  const beta = Number(node.attributes.get('beta') ?? 1)
  const constant = t.real(node.inputs[1]) !== undefined
  const shape = t.graph.shapes.get(node.outputs[0]!)!
  const addend = t.real(node.inputs[2])
  const perColumn = addend !== undefined && addend.values.length === (addend.shape.at(-1) ?? 1)
  const hasBias = (node.inputs[2] ?? '') !== ''
  if (!constant && alpha !== 1) throw new RefusedNode(`alpha ${alpha} over two tensors`, 'multiply one of them first')
  if (constant && (!hasBias || perColumn)) {
    const weights = matrix(t, node.inputs[1], node.attributes.get('transB') === 1)
    const bias = readBias(t, node.inputs[2], weights.shape[0])
    emitMatmul(t, node, turned(t, node, 0, 'transA'), scaleWeights(weights, alpha), bias && scaleBias(bias, beta))
    return
  }
  if (hasBias)
    throw new RefusedNode(
      constant ? 'its addend is no constant row' : 'of two tensors with an addend',
      'export it as MatMul and Add',
    )
  emitProduct(t, node, turned(t, node, 0, 'transA'), turned(t, node, 1, 'transB'), shape)
}

/** The operand, transposed where the attribute says so. */
function turned(t: Translation, node: GraphNode, input: number, attribute: string): string {
  const tensor = t.operand(node.inputs[input])
  if (node.attributes.get(attribute) !== 1) return tensor
  const output = `${node.outputs[0]}#${attribute}`
  const shape = [...t.shape(tensor)].reverse()
  t.emit({ kind: 'transpose', name: node.name, inputs: [tensor], output, axes: [1, 0] }, shape)
  return output
}

/** ONNX MatMul: by a constant matrix, or of two tensors (one of which may be constant). */
export function matMul(t: Translation, node: GraphNode): void {
  const shape = t.graph.shapes.get(node.outputs[0]!)!
  const right = (t.quantised.get(node.inputs[1] ?? '')?.constant ?? t.constant(node.inputs[1]))?.shape
  if (right?.slice(0, -2).every((size) => size === 1) && t.real(node.inputs[0]) === undefined)
    emitMatmul(t, node, t.tensor(node.inputs[0]), matrix(t, node.inputs[1], false), undefined)
  else emitProduct(t, node, t.operand(node.inputs[0]), t.operand(node.inputs[1]), shape)
}

/** ONNX QLinearMatMul. */
export function qlinearMatMul(t: Translation, node: GraphNode): void {
  const left = t.tensor(node.inputs[0])
  t.expect(left, quantParameters(t, node, 1))
  if (t.constant(node.inputs[3]) === undefined) {
    const right = t.tensor(node.inputs[3])
    t.expect(right, quantParameters(t, node, 4))
    emitProduct(t, node, left, right, t.graph.shapes.get(node.outputs[0]!)!)
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
  if ((node.inputs[7] ?? '') === '') throw new RefusedNode('a float output (no output scale); quantise its output too')
  const isTurned = node.attributes.get('transB') === 1
  const quantised = quantisedConstant(t, node, 3, isTurned ? 0 : 1)
  const [a, b] = quantised.constant.shape as [number, number]
  const weights = intWeights(quantised, isTurned ? [a, 1, 1, b] : [b, 1, 1, a], isTurned ? [0, 1] : [1, 0])
  const alpha = Number(node.attributes.get('alpha') ?? 1)
  const rows = turned(t, node, 0, 'transA')
  emitMatmul(t, node, rows, scaleWeights(weights, alpha), readBias(t, node.inputs[6], weights.shape[0]))
  t.setQuant(node.outputs[0]!, quantParameters(t, node, 7))
}

/** Constant weights [K, N] (or [N, K] where turned); leading axes of one element are left out. */
function matrix(t: Translation, name: string | undefined, isTurned: boolean): Weights {
  const shape = (t.quantised.get(name ?? '')?.constant ?? t.constant(name))?.shape
  if (shape === undefined) throw new RefusedNode('its weights must be a constant matrix')
  const [a, b] = shape.slice(-2) as [number, number]
  const lead = shape.slice(0, -2).map((_, axis) => axis)
  const [first, second] = [lead.length, lead.length + 1]
  return isTurned
    ? readWeights(t, name, [a, 1, 1, b], [first, second, ...lead])
    : readWeights(t, name, [b, 1, 1, a], [second, first, ...lead])
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

function emitProduct(t: Translation, node: GraphNode, left: string, right: string, shape: readonly number[]): void {
  const output = node.outputs[0]!
  t.emit({ kind: 'product', name: node.name, inputs: [left, right], output, clamp: undefined }, shape)
}
