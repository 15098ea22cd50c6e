import type { Graph } from '../Graph.ts'

/** An int64 value clamped to bounds within an 8-bit dtype, as that dtype. */
export function narrow(
  graph: Graph,
  value: string,
  { dtype, low, high }: { readonly dtype: 'u8' | 'i8'; readonly low: number; readonly high: number },
): string {
  const clamped = graph.add('Clip', [value, graph.scalar('i64', low), graph.scalar('i64', high)])
  return graph.add('Cast', [clamped], { to: dtype === 'u8' ? 2 : 3 })
}
