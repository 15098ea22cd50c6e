import { attributesOf } from './attributesOf.ts'
import { elementCount } from './elementCount.ts'
import type { Interval } from './Interval.ts'
import type { ReadOperand } from './OpDefinition.ts'
import { slots } from './slots.ts'
import type { Node } from './types.ts'

const { zeroX, zeroW } = slots

/**
 * Where bias[o] + sum of (x - zeroX)(w - zeroW) lies over all output channels o and inputs x, with the actual weights if they
 * are constant. Every partial sum, as at the edge of an image, lies there too.
 */
export const productSum = (node: Node, ranges: readonly Interval[], read: ReadOperand): Interval => {
  const a = attributesOf(node, { zeroX, zeroW })
  const [, w, bias] = node.operands
  const channels = node.shape[3]
  const taps = elementCount(w!.shape) / channels
  const x = shift(ranges[0]!, -a.zeroX)
  const weights = shift(ranges[1]!, -a.zeroW)
  const range = { min: Infinity, max: -Infinity }
  for (let o = 0; o < channels; o++) {
    let min = 0
    let max = 0
    for (let k = 0; k < taps; k++) {
      const from = w!.source === 'constant' ? read(1, o * taps + k) - a.zeroW : weights.min
      const to = w!.source === 'constant' ? from : weights.max
      const products = [from * x.min, from * x.max, to * x.min, to * x.max] as const
      min += Math.min(0, ...products)
      max += Math.max(0, ...products)
    }
    const start = bias!.source === 'constant' ? { min: read(2, o), max: read(2, o) } : ranges[2]!
    range.min = Math.min(range.min, start.min + min)
    range.max = Math.max(range.max, start.max + max)
  }
  return range
}

const shift = (range: Interval, by: number): Interval => ({ min: range.min + by, max: range.max + by })
