import { checkRange } from './checkRange.ts'
import { dtypes } from './dtypes.ts'
import { encodeOperand } from './encodeOperand.ts'
import { encodeRow } from './encodeRow.ts'
import { encoding } from './encoding.ts'
import { ProgramError } from './errors.ts'
import { limits } from './limits.ts'
import { ops } from './ops.ts'
import type { Node } from './types.ts'

/**
 * The 384 bytes of a node. Whether the node is valid is validateProgram's question.
 * @throws ProgramError for a value that has no encoding
 */
export const encodeDescriptor = (node: Node): Uint8Array => {
  const definition = ops[node.op]
  checkRange({ op: node.op, field: 'operandCount' }, node.operands.length, 0, limits.operands)
  const bytes = new Uint8Array(encoding.descriptor)
  const view = new DataView(bytes.buffer)
  bytes.set(encodeRow(node))
  view.setUint8(0, definition.opcode)
  view.setUint8(1, dtypes[node.dtype].code)
  view.setUint8(2, node.operands.length)
  node.operands.forEach((operand, i) => {
    bytes.set(encodeOperand(operand), encoding.operands + encoding.operand * i)
  })
  for (const [field, value] of Object.entries(node.attributes)) {
    const attribute = definition.attributes[field]
    if (attribute === undefined) throw unknownAttribute(node, field)
    const offset = encoding.attributes + encoding.slot * attribute.slot
    if (attribute.kind === 'f32') {
      view.setFloat32(offset, value)
    } else {
      checkRange({ op: node.op, field }, value, -(2 ** 31), 2 ** 31 - 1)
      view.setInt32(offset, value)
    }
  }
  return bytes
}

const unknownAttribute = (node: Node, field: string): ProgramError =>
  new ProgramError({
    op: node.op,
    field: 'attribute',
    actual: field,
    limit: `one of ${Object.keys(ops[node.op].attributes).join(', ') || '(none)'}`,
    next: 'Remove the attribute.',
  })
