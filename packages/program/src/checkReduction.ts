import { attributesOf } from './attributesOf.ts'
import { checkDtype } from './checkDtype.ts'
import { checkOperand } from './checkOperand.ts'
import { checkRange } from './checkRange.ts'
import { checkShape } from './checkShape.ts'
import { slots } from './slots.ts'
import type { Dtype, Node } from './types.ts'

/** A node of one operand of integers whose axis becomes 1. */
export const checkReduction = (node: Node, at: number, dtype: Dtype): void => {
  const place = { node: at, op: node.op }
  const { axis } = attributesOf(node, { axis: slots.axis })
  checkOperand(node, at, 0, { name: 'x', dtypes: ['u8', 'i8', 'i32'] })
  checkDtype({ ...place, field: 'dtype' }, node.dtype, [dtype])
  checkRange({ ...place, field: 'axis' }, axis, 0, 3)
  const { shape } = node.operands[0]!
  const reduced = shape.map((size, i) => (i === axis ? 1 : size)) as [number, number, number, number]
  checkShape({ ...place, field: 'shape' }, node.shape, reduced)
}
