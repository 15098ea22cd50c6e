import type { Graph } from '../Graph.ts'
import { dtypeRange } from './dtypeRange.ts'

/** Clamps an 8-bit value to [low, high]; no operator where the dtype's own range does it. */
export function clamp(graph: Graph, value: string, dtype: 'u8' | 'i8', low: number, high: number): string {
  const range = dtypeRange(dtype)
  if (low <= range.low && high >= range.high) return value
  return graph.add('Clip', [value, graph.scalar(dtype, low), graph.scalar(dtype, high)])
}
