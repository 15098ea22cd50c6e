import { checkDtype } from './checkDtype.ts'
import { checkShape } from './checkShape.ts'
import type { Dtype, Node, Shape } from './types.ts'

export interface OperandRule {
  readonly name: string
  readonly dtypes: readonly Dtype[]
  readonly shape?: Shape
}

/** Checks what an op asks of operand `position`. */
export const checkOperand = (node: Node, at: number, position: number, rule: OperandRule): void => {
  const operand = node.operands[position]!
  const place = { node: at, op: node.op }
  checkDtype({ ...place, field: `${rule.name}.dtype` }, operand.dtype, rule.dtypes)
  if (rule.shape !== undefined) checkShape({ ...place, field: `${rule.name}.shape` }, operand.shape, rule.shape)
}
