import { checkDtype } from '../checkDtype.ts'
import { checkOperand } from '../checkOperand.ts'
import { checkShape } from '../checkShape.ts'
import type { OpDefinition } from '../OpDefinition.ts'

/** Any function of one byte, as a table of 256 entries by raw byte: an i8 of -1 reads entry 255. */
export const lookup: OpDefinition = {
  name: 'lookup',
  opcode: 8,
  operands: ['x', 'table'],
  attributes: {},

  validate(node, at) {
    checkOperand(node, at, 0, { name: 'x', dtypes: ['u8', 'i8'] })
    checkOperand(node, at, 1, { name: 'table', dtypes: ['u8', 'i8'], shape: [1, 1, 1, 256] })
    checkDtype({ node: at, op: node.op, field: 'dtype' }, node.dtype, [node.operands[1]!.dtype])
    checkShape({ node: at, op: node.op, field: 'shape' }, node.shape, node.operands[0]!.shape)
  },

  cost() {
    return {
      reads: [
        { runs: 1, runBytes: 1 },
        { runs: 1, runBytes: 1 },
      ],
      units: 1,
      separateRuns: 0,
    }
  },

  element(_node, read, index) {
    return read(1, read(0, index) & 255)
  },
}
