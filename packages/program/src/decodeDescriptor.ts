import { checkCanonical } from './checkCanonical.ts'
import { checkRange } from './checkRange.ts'
import { decodeDtype } from './decodeDtype.ts'
import { decodeName } from './decodeName.ts'
import { decodeShape } from './decodeShape.ts'
import { encodeDescriptor } from './encodeDescriptor.ts'
import { encoding } from './encoding.ts'
import { limits } from './limits.ts'
import { ops } from './ops.ts'
import { sources } from './sources.ts'
import type { Node, Operand, OpName } from './types.ts'

/** Inverse of encodeDescriptor; refuses any other bytes. */
export const decodeDescriptor = (bytes: Uint8Array, field = 'descriptor'): Node => {
  checkRange({ field: `${field} length` }, bytes.length, encoding.descriptor, encoding.descriptor)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const op = decodeName(`${field}.opcode`, opcodes, bytes[0]!)
  const dtype = decodeDtype(`${field}.dtype`, bytes[1]!)
  checkRange({ field: `${field}.operandCount` }, bytes[2]!, 0, limits.operands)
  const operands = Array.from({ length: bytes[2]! }, (_, i): Operand => {
    const at = encoding.operands + encoding.operand * i
    return decodeOperand(bytes.subarray(at, at + encoding.operand), `${field}.operands[${i}]`)
  })
  const attributes: Record<string, number> = {}
  for (const [name, { slot, kind }] of Object.entries(ops[op].attributes)) {
    const offset = encoding.attributes + encoding.slot * slot
    attributes[name] = kind === 'f32' ? view.getFloat32(offset) : view.getInt32(offset)
  }
  const node: Node = { op, dtype, shape: decodeShape(bytes), operands, attributes }
  checkCanonical(field, bytes, encodeDescriptor(node))
  return node
}

const opcodes = Object.fromEntries(
  Object.values(ops).map(({ name, opcode }) => [name, opcode]),
  // Object.fromEntries loses the literal names, which are those of `ops`.
) as Record<OpName, number>

const decodeOperand = (bytes: Uint8Array, field: string): Operand => ({
  source: decodeName(`${field}.source`, sources, bytes[0]!),
  dtype: decodeDtype(`${field}.dtype`, bytes[1]!),
  index: bytes[2]! * 256 + bytes[3]!,
  shape: decodeShape(bytes),
})
