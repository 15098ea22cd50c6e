import { OnnxError } from './errors.ts'
import type { GraphNode } from './graph.ts'

/** An axis that may count from the end, as 0..rank-1. @throws OnnxError */
export function wrapAxis(node: GraphNode, axis: number, rank: number): number {
  const wrapped = axis < 0 ? axis + rank : axis
  if (!Number.isInteger(axis) || wrapped < 0 || wrapped >= Math.max(rank, 1))
    throw new OnnxError(`node "${node.name}" (${node.op})`, `axis ${axis} is outside a tensor of rank ${rank}.`)
  return wrapped
}
