import { attributesOf } from './attributesOf.ts'
import { checkDtype } from './checkDtype.ts'
import { checkRange } from './checkRange.ts'
import { checkZeroPoint } from './checkZeroPoint.ts'
import { dtypes } from './dtypes.ts'
import type { Node } from './types.ts'

const attributeNames = { Y: ['zeroY', 'low', 'high'], Z: ['zeroZ', 'lowZ', 'highZ'] } as const

/**
 * A value that a node rescales: u8 or i8, with a zero point and clamp bounds inside the dtype's range.
 * @param value Z where the op has two such values: Y is then the one in between, of the output's dtype
 */
export const checkQuantised = (node: Node, at: number, value: 'Y' | 'Z' = 'Y'): void => {
  const place = { node: at, op: node.op }
  const [zero, low, high] = attributeNames[value]
  checkDtype({ ...place, field: 'dtype' }, node.dtype, ['u8', 'i8'])
  checkZeroPoint(node, at, zero, node.dtype)
  const a = attributesOf(node, { [low]: 0, [high]: 0 })
  const { min, max } = dtypes[node.dtype]
  checkRange({ ...place, field: high }, a[high]!, min, max)
  checkRange({ ...place, field: low }, a[low]!, min, a[high]!)
}
