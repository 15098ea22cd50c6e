import { attributesOf } from './attributesOf.ts'
import { elementCount } from './elementCount.ts'
import type { Interval } from './Interval.ts'
import type { ReadOperand } from './OpDefinition.ts'
import { slots } from './slots.ts'
import { sumOfProducts } from './sumOfProducts.ts'
import type { Node } from './types.ts'

const { zeroX, zeroW } = slots

/** Where bias[o] + sum of (x - zeroX)(w - zeroW) of a node with x, w and bias as operands 0..2 lies; see sumOfProducts. */
export const productSum = (
  node: Node,
  ranges: readonly Interval[],
  read: ReadOperand,
  taps = elementCount(node.operands[1]!.shape) / node.shape[3],
): Interval => {
  const a = attributesOf(node, { zeroX, zeroW })
  const x = { min: ranges[0]!.min - a.zeroX, max: ranges[0]!.max - a.zeroX }
  return sumOfProducts(node, { x, w: { position: 1, zero: a.zeroW, taps }, bias: 2 }, ranges, read)
}
