import type { UnsupportedProblem } from './errors.ts'
import type { GraphNode } from './graph.ts'
import { isKnownOp } from './isKnownOp.ts'
import { neededNodes } from './neededNodes.ts'
import { reasonFor } from './reasonFor.ts'

/** A network with more is looked at when one of them is chosen. */
const MOST_OUTPUTS = 64

/**
 * What can be said of a graph before its shapes are known: operators that the importer does not have at all, in nodes that every output
 * depends on, for only one will be kept.
 */
export function unknownOps(nodes: readonly GraphNode[], outputs: readonly string[]): UnsupportedProblem[] {
  const unknown = nodes.filter(({ op }) => !isKnownOp(op))
  if (unknown.length === 0 || outputs.length > MOST_OUTPUTS) return []
  const needed = outputs.map((output) => new Set(neededNodes(nodes, [output])))
  return unknown
    .filter((node) => needed.every((each) => each.has(node)))
    .map(({ op, name }) => ({ op, node: name, ...reasonFor(op) }))
}
