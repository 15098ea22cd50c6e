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

  const inOrder = nodes.every(({ inputs, outputs }) => {
    const ready = inputs.every((input) => input === '' || known.has(input))
    for (const output of outputs) known.add(output)
    return ready
  })
  return inOrder ? [...nodes] : ordered(nodes, producers)
}

/** Kahn's algorithm: a node is ready when its last input is. */
function ordered(nodes: readonly GraphNode[], producers: ReadonlyMap<string, GraphNode>): GraphNode[] {
  const readers = new Map<GraphNode, GraphNode[]>()
  const waiting = new Map<GraphNode, number>()
  for (const node of nodes) {
    const makers = new Set(node.inputs.flatMap((input) => producers.get(input) ?? []))
    waiting.set(node, makers.size)
    for (const maker of makers) {
      const list = readers.get(maker)
      if (list === undefined) readers.set(maker, [node])
      else list.push(node)
    }
  }
  const sorted = nodes.filter((node) => waiting.get(node) === 0)
  for (const node of sorted)
    for (const reader of readers.get(node) ?? []) {
      const left = waiting.get(reader)! - 1
      waiting.set(reader, left)
      if (left === 0) sorted.push(reader)
    }
  if (sorted.length < nodes.length) {
    const names = nodes.filter((node) => waiting.get(node)! > 0).map(({ name }) => `"${name.slice(0, 80)}"`)
    throw new OnnxError('file', `these nodes depend on each other in a circle: ${names.slice(0, 8).join(', ')}.`)
  }
  return sorted
}
