import { elementCount } from './elementCount.ts'
import type { Interval } from './Interval.ts'
import type { ReadOperand } from './OpDefinition.ts'
import type { Node } from './types.ts'

/** A sum over taps with a bias per output channel. */
export interface Products {
  /** Where the values lie, without their zero point. */
  readonly x: Interval
  /** Which operand holds the weights, their zero point, and how many belong to one sum. */
  readonly w: { readonly position: number; readonly zero: number; readonly taps: number }
  /** Which operand holds the biases. */
  readonly bias: number
}

/**
 * Where bias[o] + sum of x (w - zero) lies over all output channels o and values x, with the actual weights if they are
 * constant. Every partial sum, as at the edge of an image, lies there too.
 * @param ranges of each operand's values
 */
export const sumOfProducts = (
  node: Node,
  { x, w, bias }: Products,
  ranges: readonly Interval[],
  read: ReadOperand,
): Interval => {
  const { source, shape } = node.operands[w.position]!
  const weights = { min: ranges[w.position]!.min - w.zero, max: ranges[w.position]!.max - w.zero }
  const range = { min: Infinity, max: -Infinity }
  // Several matrices of weights follow each other, each with a row for every channel.
  for (let row = 0; row < elementCount(shape) / w.taps; row++) {
    let min = 0
    let max = 0
    for (let tap = 0; tap < w.taps; tap++) {
      const from = source === 'constant' ? read(w.position, row * w.taps + tap) - w.zero : weights.min
      const to = source === 'constant' ? from : weights.max
      const products = [from * x.min, from * x.max, to * x.min, to * x.max] as const
      min += Math.min(0, ...products)
      max += Math.max(0, ...products)
    }
    const o = row % node.shape[3]
    const start =
      node.operands[bias]!.source === 'constant' ? { min: read(bias, o), max: read(bias, o) } : ranges[bias]!
    range.min = Math.min(range.min, start.min + min)
    range.max = Math.max(range.max, start.max + max)
  }
  return range
}
