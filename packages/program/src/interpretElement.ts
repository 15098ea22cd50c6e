import { ops } from './ops.ts'
import { readOperands } from './readOperands.ts'
import type { Node, TensorBytes } from './types.ts'

/**
 * One element of a node's output: the definition every executor and the EVM agree with.
 * @param operands bytes of the node's operands, each as long as its view shape and dtype say
 */
export const interpretElement = (node: Node, operands: readonly TensorBytes[], element: number): number =>
  ops[node.op].element(node, readOperands(node, operands), element)
