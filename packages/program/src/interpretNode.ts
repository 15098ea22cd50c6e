import { elementCount } from './elementCount.ts'
import { interpretElement } from './interpretElement.ts'
import { tensorBytes } from './tensorBytes.ts'
import type { Node, TensorBytes } from './types.ts'
import { writeElement } from './writeElement.ts'

/** A node's output tensor. */
export const interpretNode = (node: Node, operands: readonly TensorBytes[]): TensorBytes => {
  const output = new Uint8Array(tensorBytes(node))
  for (let element = 0; element < elementCount(node.shape); element++)
    writeElement(output, node.dtype, element, interpretElement(node, operands, element))
  return output
}
