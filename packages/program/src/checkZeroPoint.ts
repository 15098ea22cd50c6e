import { attributesOf } from './attributesOf.ts'
import { checkRange } from './checkRange.ts'
import { dtypes } from './dtypes.ts'
import type { slots } from './slots.ts'
import type { Dtype, Node } from './types.ts'

/** A zero point lies in the range of the dtype it belongs to; an i32 has none, so its zero point is 0. */
export const checkZeroPoint = (node: Node, at: number, field: keyof typeof slots, dtype: Dtype): void => {
  const { min, max } = dtype === 'i32' ? { min: 0, max: 0 } : dtypes[dtype]
  checkRange({ node: at, op: node.op, field }, attributesOf(node, { [field]: 0 })[field]!, min, max)
}
