import type { Graph } from '../Graph.ts'

/** (value - zero) * scale in binary32, which rounds once: the difference is an integer of at most nine bits. */
export function dequantise(graph: Graph, value: string, dtype: 'u8' | 'i8', scale: number, zero: number): string {
  return graph.add('DequantizeLinear', [value, graph.scalar('f32', scale), graph.scalar(dtype, zero)])
}
