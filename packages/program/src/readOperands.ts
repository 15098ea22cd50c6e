import type { ReadOperand } from './OpDefinition.ts'
import { readElement } from './readElement.ts'
import type { Node, TensorBytes } from './types.ts'

/** What an op reads its operands with: `readElement`, with the bytes that are nearly all of what is read at hand. */
export const readOperands =
  ({ operands }: Node, bytes: readonly TensorBytes[]): ReadOperand =>
  (operand, index) => {
    const tensor = bytes[operand]!
    const { dtype } = operands[operand]!
    if (dtype === 'u8') return tensor[index]!
    return dtype === 'i8' ? (tensor[index]! << 24) >> 24 : readElement(tensor, dtype, index)
  }
