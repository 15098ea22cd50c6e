import type { Graph } from '../Graph.ts'
import type { LoweredOperand } from '../Lowering.ts'

/** A row of i32 ids as [I], each moved to the nearest of 0 .. size - 1. No id reaches past 2^31 - 1. */
export function clippedIds(graph: Graph, ids: LoweredOperand, size: number): string {
  const last = Math.min(size - 1, 2 ** 31 - 1)
  return graph.add('Clip', [ids.value([ids.shape[3]]), graph.scalar('i32', 0), graph.scalar('i32', last)])
}
