import { elementCount } from './elementCount.ts'
import { ops } from './ops.ts'
import { readOperands } from './readOperands.ts'
import { tensorBytes } from './tensorBytes.ts'
import type { Node, TensorBytes } from './types.ts'
import { writeElement } from './writeElement.ts'

/** A node's output tensor. */
export const interpretNode = (node: Node, operands: readonly TensorBytes[]): TensorBytes => {
  const output = new Uint8Array(tensorBytes(node))
  const read = readOperands(node, operands)
  const definition = ops[node.op]
  for (let element = 0; element < elementCount(node.shape); element++)
    writeElement(output, node.dtype, element, definition.element(node, read, element))
  return output
}
