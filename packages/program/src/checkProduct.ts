import { checkOperand } from './checkOperand.ts'
import { checkQuantised } from './checkQuantised.ts'
import { checkZeroPoint } from './checkZeroPoint.ts'
import type { Node, Shape } from './types.ts'

/** What conv2d, matmul and their kin have in common: operands x, w, bias and multiplier, zero points and clamp. */
export const checkProduct = (node: Node, at: number, weights: Shape): void => {
  const [x, w] = [node.operands[0]!, node.operands[1]!]
  const perChannel: Shape = [1, 1, 1, node.shape[3]]
  checkOperand(node, at, 0, { name: 'x', dtypes: ['u8', 'i8'] })
  checkOperand(node, at, 1, { name: 'w', dtypes: x.dtype === 'u8' ? ['u8', 'i8'] : ['i8'], shape: weights })
  checkOperand(node, at, 2, { name: 'bias', dtypes: ['i32'], shape: perChannel })
  checkOperand(node, at, 3, { name: 'multiplier', dtypes: ['f32'], shape: perChannel })
  checkZeroPoint(node, at, 'zeroX', x.dtype)
  checkZeroPoint(node, at, 'zeroW', w.dtype)
  checkQuantised(node, at)
}
