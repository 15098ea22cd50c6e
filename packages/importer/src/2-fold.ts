import { count } from './count.ts'
import { OnnxError, UnsupportedError, type UnsupportedProblem } from './errors.ts'
import { constantRules } from './evaluateConstant.ts'
import type { Constant, FoldedGraph, Graph, GraphNode } from './graph.ts'
import { inferShape, shapeRules } from './inferShape.ts'
import { limits } from './limits.ts'
import { supportedOps } from './supportedOps.ts'

/** Values that pass through unchanged at inference. */
const VANISHING = ['Identity', 'Dropout']

/**
 * Pass 2: computes what is constant, removes what does nothing, and works out the shape of every value.
 * @throws UnsupportedError listing every operator that is not known; OnnxError where shapes do not fit
 */
export function fold(graph: Graph): FoldedGraph {
  const constants = new Map<string, Constant>(graph.constants)
  const shapes = new Map<string, readonly number[]>(graph.inputs.map(({ name, shape }) => [name, shape]))
  const aliases = new Map<string, string>()
  const notes: string[] = []
  let elements = 0
  const nodes: GraphNode[] = []
  const original = (name: string) => aliases.get(name) ?? name
  checkOperators(graph, new Set(constants.keys()))

  for (const given of graph.nodes) {
    const node = { ...given, inputs: given.inputs.map(original) }
    const output = node.outputs[0] ?? ''
    if (node.op === 'Constant') {
      constants.set(output, constantOf(node))
      continue
    }
    if (VANISHING.includes(node.op)) {
      aliases.set(output, node.inputs[0] ?? '')
      continue
    }
    if (node.op === 'Shape') {
      const shape = shapeOf(node, node.inputs[0] ?? '')
      const [start, end] = [node.attributes.get('start') ?? 0, node.attributes.get('end') ?? shape.length]
      const part = shape.slice(Number(start), Number(end))
      constants.set(output, { dtype: 'i64', shape: [part.length], values: Float64Array.from(part) })
      continue
    }
    const inputs = node.inputs.map((name) => constants.get(name))
    const known = {
      shape: (index: number) => shapeOf(node, node.inputs[index] ?? ''),
      constant: (index: number) => inputs[index],
    }
    const shape = shapeRules[node.op] === undefined ? [] : inferShape(node, known)
    const rule = constantRules[node.op]
    if (rule !== undefined && node.inputs.every((name) => name === '' || constants.has(name))) {
      const folded = rule(
        node,
        inputs.map((constant) => constant as Constant),
        shape,
      )
      if (folded !== undefined) {
        constants.set(output, folded)
        continue
      }
    }
    if (shapeRules[node.op] === undefined)
      throw new UnsupportedError(
        [{ op: node.op, node: node.name, reason: 'only supported on constants, in simple cases' }],
        supportedOps(),
      )
    shapes.set(output, shape)
    elements += count(shape)
    if (elements > limits.activationElements)
      throw new OnnxError(
        `node "${node.name}" (${node.op})`,
        `the model's tensors up to here hold ${elements} elements; the limit is ${limits.activationElements}. Use a smaller input.`,
      )
    nodes.push(node)
  }
  return { ...graph, nodes, constants, shapes, notes, outputs: graph.outputs.map(original) }

  function shapeOf(node: GraphNode, name: string): readonly number[] {
    const shape = shapes.get(name) ?? constants.get(name)?.shape
    if (shape === undefined)
      throw new OnnxError(
        `node "${node.name}" (${node.op})`,
        name === '' ? 'an input is missing.' : `"${name}" has no known shape; only a node's first output can be used.`,
      )
    return shape
  }
}

function constantOf(node: GraphNode): Constant {
  const at = (name: string) => node.attributes.get(name)
  const value = at('value')
  if (typeof value === 'object' && 'dtype' in value) return value
  const [float, floats, int, ints] = [at('value_float'), at('value_floats'), at('value_int'), at('value_ints')]
  if (typeof float === 'number') return { dtype: 'f32', shape: [], values: Float32Array.of(float) }
  if (Array.isArray(floats)) return { dtype: 'f32', shape: [floats.length], values: Float32Array.from(floats) }
  if (typeof int === 'number') return { dtype: 'i64', shape: [], values: Float64Array.of(int) }
  if (Array.isArray(ints)) return { dtype: 'i64', shape: [ints.length], values: Float64Array.from(ints) }
  throw new OnnxError(`node "${node.name}" (Constant)`, 'it holds no value that can be read.')
}

const CONSTANT_ONLY = ['Constant', 'Shape', 'Cast', 'Gather', 'Concat', 'Slice']

function checkOperators(graph: Graph, constant: Set<string>): void {
  const problems: UnsupportedProblem[] = []
  for (const { op, name, inputs, outputs } of graph.nodes) {
    const folds = op === 'Constant' || op === 'Shape' || inputs.every((input) => input === '' || constant.has(input))
    if (folds && (CONSTANT_ONLY.includes(op) || constantRules[op])) for (const output of outputs) constant.add(output)
    else if (VANISHING.includes(op)) {
      if (constant.has(inputs[0] ?? '')) constant.add(outputs[0] ?? '')
    } else if (CONSTANT_ONLY.includes(op)) problems.push({ op, node: name, reason: 'only supported on constants' })
    else if (shapeRules[op] === undefined) problems.push({ op, node: name, reason: reasonFor(op) })
  }
  if (problems.length > 0) throw new UnsupportedError(problems, supportedOps())
}

const reasonFor = (op: string): string =>
  ['DynamicQuantizeLinear', 'ConvInteger', 'MatMulInteger'].includes(op)
    ? 'dynamic quantisation: scales that depend on the input cannot be committed; use static quantisation or the float model'
    : 'no op of the program expresses it'
