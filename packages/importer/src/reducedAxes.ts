import type { Constant, GraphNode } from './graph.ts'
import { integerList } from './integerList.ts'
import { wrapAxis } from './wrapAxis.ts'

/** The axes an ONNX Reduce operator reduces, ascending: an attribute, an input in newer operator sets, or all of them. */
export function reducedAxes(node: GraphNode, rank: number, input: Constant | undefined): readonly number[] {
  const given = integerList(node, 'axes', input) ?? []
  if (given.length === 0)
    return node.attributes.get('noop_with_empty_axes') === 1 ? [] : Array.from({ length: rank }, (_, axis) => axis)
  return [...new Set(given.map((axis) => wrapAxis(node, axis, rank)))].sort((a, b) => a - b)
}
