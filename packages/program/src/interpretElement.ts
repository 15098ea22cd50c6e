import { ops } from './ops.ts'
import { readElement } from './readElement.ts'
import type { Node, TensorBytes } from './types.ts'

/**
 * One element of a node's output: the definition every executor and the EVM agree with.
 * @param operands bytes of the node's operands, each as long as its view shape and dtype say
 */
export const interpretElement = (node: Node, operands: readonly TensorBytes[], element: number): number => {
  const read = (operand: number, index: number) => readElement(operands[operand]!, node.operands[operand]!.dtype, index)
  return ops[node.op].element(node, read, element)
}
