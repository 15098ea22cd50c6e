import type { Graph } from '../Graph.ts'

/**
 * Reads i8 as u8 with 128 added, or u8 as i8 with 128 subtracted: in both directions the top bit flips.
 * ONNX Runtime's Cast between the two keeps the byte.
 */
export function toggleSign(graph: Graph, value: string, to: 'u8' | 'i8'): string {
  if (to === 'u8') {
    const bytes = graph.add('Cast', [value], { to: 2 })
    return graph.add('BitwiseXor', [bytes, graph.scalar('u8', 128)])
  }
  const flipped = graph.add('BitwiseXor', [value, graph.scalar('u8', 128)])
  return graph.add('Cast', [flipped], { to: 3 })
}
