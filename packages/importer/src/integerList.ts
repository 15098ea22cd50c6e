import type { Constant, GraphNode } from './graph.ts'

/**
 * Axes, pads, splits: lists that older operator sets give as an attribute and newer ones as an input.
 * @returns undefined where neither is there
 */
export function integerList(node: GraphNode, name: string, input: Constant | undefined): readonly number[] | undefined {
  if (input !== undefined) return Array.from(input.values)
  const attribute = node.attributes.get(name)
  if (Array.isArray(attribute)) return attribute as readonly number[]
  return typeof attribute === 'number' ? [attribute] : undefined
}
