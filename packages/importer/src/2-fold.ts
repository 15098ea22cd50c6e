import { count } from './count.ts'
import { OnnxError, type UnsupportedProblem } from './errors.ts'
import { constantRules } from './evaluateConstant.ts'
import { expandNode } from './expandNode.ts'
import type { Constant, FoldedGraph, Graph, GraphNode } from './graph.ts'
import { inferShape, type Known, shapeRules } from './inferShape.ts'
import { isKnownOp } from './isKnownOp.ts'
import { limits } from './limits.ts'
import { reasonFor } from './reasonFor.ts'
import { scoresOutput } from './trees/scoresOutput.ts'

/** Values that pass through unchanged at inference. A ZipMap gives scores the names of their classes, which the report has. */
const VANISHING = ['Identity', 'Dropout', 'ai.onnx.ml.ZipMap']

/** What only looks at a tensor's shape. */
const OF_SHAPES = ['Shape', 'Size']

/**
 * Pass 2: computes what is constant, removes what does nothing, writes older and compound operators as the plain ones,
 * and works out the shape of every value. What cannot be expressed is listed in `problems`, which pass 3 completes.
 * @throws OnnxError where shapes do not fit
 */
export function fold(graph: Graph): FoldedGraph {
  const constants = new Map<string, Constant>(graph.constants)
  const shapes = new Map<string, readonly number[]>(graph.inputs.map(({ name, shape }) => [name, shape]))
  const aliases = new Map<string, string>()
  const problems: UnsupportedProblem[] = []
  const nodes: GraphNode[] = []
  let elements = 0
  let [folded, reads] = [0, 0]
  const original = (name: string) => aliases.get(name) ?? name
  const has = (name: string) => name === '' || shapes.has(name) || constants.has(name)

  for (const node of graph.nodes) visit({ ...node, inputs: node.inputs.map(original) })
  return { ...graph, nodes, constants, shapes, problems, notes: [], outputs: graph.outputs.map(original) }

  function visit(node: GraphNode): void {
    const output = node.outputs[scoresOutput(node)] ?? ''
    if (node.op === 'Constant') {
      constants.set(output, constantOf(node))
      return
    }
    if (!node.inputs.every(has)) {
      // What comes after a problem has no shape; its own problems, as far as they show without one, are said too.
      if (!isKnownOp(node.op)) problems.push({ op: node.op, node: node.name, ...reasonFor(node.op) })
      return
    }
    if (VANISHING.includes(node.op)) {
      aliases.set(output, node.inputs[0] ?? '')
      return
    }
    if (OF_SHAPES.includes(node.op)) {
      constants.set(output, describe(node, shapeOf(node, node.inputs[0] ?? '')))
      return
    }
    const inputs = node.inputs.map((name) => constants.get(name))
    const known: Known = {
      shape: (index) => shapeOf(node, node.inputs[index] ?? ''),
      constant: (index) => inputs[index],
      opset: graph.opset,
    }
    const plain = expandNode(node, known)
    if (plain !== undefined) {
      for (const [name, constant] of plain.constants) constants.set(name, constant)
      for (const each of plain.nodes) visit({ ...each, inputs: each.inputs.map(original) })
      return
    }
    if (node.inputs.every((name) => name === '' || constants.has(name))) {
      const value = evaluate(node, inputs, known)
      if (value !== undefined) {
        folded += value.values.length
        for (const input of inputs) reads += input?.values.length ?? 0
        if (folded > limits.foldedElements || reads > limits.foldedReads)
          throw new OnnxError(
            `node "${node.name}" (${node.op})`,
            `the constants computed up to here hold ${folded} elements of ${reads} read; the limits are ${limits.foldedElements} and ${limits.foldedReads}.`,
          )
        constants.set(output, value)
        return
      }
    }
    if (shapeRules[node.op] === undefined) {
      problems.push({ op: node.op, node: node.name, ...reasonFor(node.op) })
      return
    }
    const shape = inferShape(node, known)
    shapes.set(output, shape)
    elements += count(shape)
    if (elements > limits.activationElements)
      throw new OnnxError(
        `node "${node.name}" (${node.op})`,
        `the model's tensors up to here hold ${elements} elements; the limit is ${limits.activationElements}. Use a smaller input.`,
      )
    nodes.push(node)
  }

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

const VIEWS = ['Reshape', 'Flatten', 'Squeeze', 'Unsqueeze']

function evaluate(node: GraphNode, inputs: readonly (Constant | undefined)[], known: Known): Constant | undefined {
  if (VIEWS.includes(node.op)) return { ...inputs[0]!, shape: inferShape(node, known, 0) }
  return constantRules[node.op]?.(node, inputs)
}

function describe(node: GraphNode, shape: readonly number[]): Constant {
  if (node.op === 'Size') return { dtype: 'i64', shape: [], values: Float64Array.of(count(shape)) }
  const [start, end] = [node.attributes.get('start') ?? 0, node.attributes.get('end') ?? shape.length]
  const part = shape.slice(Number(start), Number(end))
  return { dtype: 'i64', shape: [part.length], values: Float64Array.from(part) }
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
