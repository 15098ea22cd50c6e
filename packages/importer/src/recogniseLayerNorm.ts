import type { Constant, FoldedGraph, GraphNode } from './graph.ts'
import { neededNodes } from './neededNodes.ts'
import { reducedAxes } from './reducedAxes.ts'

/**
 * Layer normalisation as exporters wrote it before opset 17, d = x - mean(x); d / sqrt(mean(d^2) + epsilon), perhaps
 * times a constant and plus one, as the one node it is: its parts have ranges no eight bits can hold.
 */
export function recogniseLayerNorm(graph: FoldedGraph): FoldedGraph {
  const makers = new Map(graph.nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)))
  const readers = new Map<string, GraphNode[]>()
  for (const node of graph.nodes)
    for (const input of new Set(node.inputs)) readers.set(input, [...(readers.get(input) ?? []), node])
  const made = (name: string | undefined, op: string) => {
    const node = makers.get(name ?? '')
    return node?.op === op ? node : undefined
  }
  const constant = (name: string | undefined): Constant | undefined => graph.constants.get(name ?? '')

  /** The one reader of a value that has the given operator and a constant operand; not where the value is an output. */
  const follower = (value: string, op: string): { node: GraphNode; operand: string } | undefined => {
    const [node, ...others] = readers.get(value) ?? []
    if (node?.op !== op || others.length > 0 || graph.outputs.includes(value)) return undefined
    const operand = node.inputs.find((input) => input !== value)
    return operand !== undefined && constant(operand) !== undefined ? { node, operand } : undefined
  }

  const replaced = new Map<GraphNode, GraphNode>()
  for (const division of graph.nodes) {
    if (division.op !== 'Div') continue
    const found = normalised(division)
    if (found === undefined) continue
    const value = division.outputs[0]!
    const scale = follower(value, 'Mul')
    const shift = follower(scale?.node.outputs[0] ?? value, 'Add')
    const last = shift?.node ?? scale?.node ?? division
    replaced.set(last, {
      op: 'LayerNormalization',
      name: last.name,
      inputs: [found.input, scale?.operand ?? '', shift?.operand ?? ''],
      outputs: last.outputs,
      attributes: new Map([
        ['axis', found.axis],
        ['epsilon', found.epsilon],
      ]),
    })
  }
  if (replaced.size === 0) return graph
  const nodes = graph.nodes.map((node) => replaced.get(node) ?? node)
  return { ...graph, nodes: neededNodes(nodes, graph.outputs) }

  function normalised(division: GraphNode): { input: string; axis: number; epsilon: number } | undefined {
    const difference = made(division.inputs[0], 'Sub')
    const sum = made(made(division.inputs[1], 'Sqrt')?.inputs[0], 'Add')
    if (difference === undefined || sum === undefined) return undefined
    const at = constant(sum.inputs[0]) === undefined ? 1 : 0
    const epsilon = constant(sum.inputs[at])
    const variance = made(sum.inputs[1 - at], 'ReduceMean')
    const power = made(variance?.inputs[0], 'Pow')
    const square = made(variance?.inputs[0], 'Mul')
    const root = power !== undefined && constant(power.inputs[1])?.values[0] === 2 ? power.inputs[0] : squared(square)
    const mean = made(difference.inputs[1], 'ReduceMean')
    const input = difference.inputs[0]!
    const again = made(root, 'Sub')
    const same = again === difference || (again?.inputs[0] === input && makesSameMean(again.inputs[1], mean, input))
    if (epsilon?.values.length !== 1 || variance === undefined || mean?.inputs[0] !== input || !same) return undefined
    const rank = graph.shapes.get(input)?.length ?? 0
    const [first, second] = [mean, variance].map((node) => reducedAxes(node, rank, constant(node.inputs[1])))
    const isLast = first!.every((axis, i) => axis === rank - first!.length + i)
    const equal = first!.length === second!.length && first!.every((axis, i) => axis === second![i])
    const keeps = [mean, variance].every((node) => node.attributes.get('keepdims') !== 0)
    return isLast && equal && keeps && first!.length > 0
      ? { input, axis: rank - first!.length, epsilon: epsilon.values[0]! }
      : undefined
  }

  function squared(node: GraphNode | undefined): string | undefined {
    return node !== undefined && node.inputs[0] === node.inputs[1] ? node.inputs[0] : undefined
  }

  function makesSameMean(name: string | undefined, mean: GraphNode | undefined, input: string): boolean {
    const other = made(name, 'ReduceMean')
    return other === mean || other?.inputs[0] === input
  }
}
