import { OnnxError } from './errors.ts'
import type { GraphNode } from './graph.ts'

/**
 * Nodes in an order in which every input is defined before it is used, keeping the file's order where it is one.
 * @throws OnnxError for a value defined twice or nowhere, and for a cycle
 */
export function sortNodes(
  nodes: readonly GraphNode[],
  given: readonly string[],
  outputs: readonly string[],
): GraphNode[] {
  const producers = new Map<string, GraphNode>()
  const known = new Set(given)
  for (const node of nodes)
    for (const output of node.outputs) {
      if (output === '') continue
      if (producers.has(output) || known.has(output)) throw new OnnxError(`value "${output}"`, 'is defined twice.')
      producers.set(output, node)
    }
  const missing = (name: string, by: string) => {
    if (name !== '' && !known.has(name) && !producers.has(name))
      throw new OnnxError(by, `reads "${name}", which nothing in the file defines.`)
  }
  for (const node of nodes) for (const input of node.inputs) missing(input, `node "${node.name}" (${node.op})`)
  for (const output of outputs) missing(output, 'graph output')

  const sorted: GraphNode[] = []
  let waiting = [...nodes]
  while (waiting.length > 0) {
    const blocked: GraphNode[] = []
    for (const node of waiting) {
      if (node.inputs.every((input) => input === '' || known.has(input))) {
        sorted.push(node)
        for (const output of node.outputs) known.add(output)
      } else blocked.push(node)
    }
    if (blocked.length === waiting.length) {
      const names = blocked.slice(0, 8).map(({ name }) => `"${name}"`)
      throw new OnnxError('file', `these nodes depend on each other in a circle: ${names.join(', ')}.`)
    }
    waiting = blocked
  }
  return sorted
}
