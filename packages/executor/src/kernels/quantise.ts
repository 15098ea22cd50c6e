import type { Graph } from '../Graph.ts'
import { clamp } from './clamp.ts'

export interface QuantisedOutput {
  readonly dtype: 'u8' | 'i8'
  readonly zero: number
  readonly low: number
  readonly high: number
}

/**
 * clamp(rne(real / scale) + zero, low, high), the end of every pointwise op. QuantizeLinear clamps to the dtype's range
 * before it converts, so that no real number, however large or infinite, meets an integer conversion it would break.
 */
export function quantise(graph: Graph, real: string, scale: number, output: QuantisedOutput): string {
  const { dtype, zero, low, high } = output
  const integer = graph.add('QuantizeLinear', [real, graph.scalar('f32', scale), graph.scalar(dtype, zero)])
  return clamp(graph, integer, dtype, low, high)
}
