import { attributesOf } from './attributesOf.ts'
import { checkDtype } from './checkDtype.ts'
import { checkRange } from './checkRange.ts'
import { checkZeroPoint } from './checkZeroPoint.ts'
import { dtypes } from './dtypes.ts'
import { slots } from './slots.ts'
import type { Node } from './types.ts'

/** The output of a node that rescales: u8 or i8, with a zero point and clamp bounds inside the dtype's range. */
export const checkQuantised = (node: Node, at: number): void => {
  const place = { node: at, op: node.op }
  checkDtype({ ...place, field: 'dtype' }, node.dtype, ['u8', 'i8'])
  checkZeroPoint(node, at, 'zeroY', node.dtype)
  const { low, high } = attributesOf(node, { low: slots.low, high: slots.high })
  const { min, max } = dtypes[node.dtype]
  checkRange({ ...place, field: 'high' }, high, min, max)
  checkRange({ ...place, field: 'low' }, low, min, high)
}
