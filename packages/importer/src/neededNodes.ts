import type { GraphNode } from './graph.ts'

/** The nodes that the given values depend on, in order. */
export function neededNodes(nodes: readonly GraphNode[], values: readonly string[]): GraphNode[] {
  const wanted = new Set(values)
  const kept: GraphNode[] = []
  for (const node of nodes.toReversed()) {
    if (!node.outputs.some((output) => wanted.has(output))) continue
    kept.push(node)
    for (const input of node.inputs) wanted.add(input)
  }
  return kept.reverse()
}
