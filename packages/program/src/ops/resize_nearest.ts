import { checkDtype } from '../checkDtype.ts'
import { checkOperand } from '../checkOperand.ts'
import { checkShape } from '../checkShape.ts'
import { clamp } from '../clamp.ts'
import type { OpDefinition } from '../OpDefinition.ts'
import { ravel } from '../ravel.ts'
import { unravel } from '../unravel.ts'

/**
 * ONNX Resize, mode nearest, of an image's height and width: which row and column each pixel comes from is a table, so that every
 * coordinate transformation and rounding of the standard is one op. Entries beyond an end read the last row or column there.
 */
export const resizeNearest: OpDefinition = {
  name: 'resize_nearest',
  opcode: 16,
  operands: ['x', 'rows', 'columns'],
  attributes: {},

  validate(node, at) {
    const place = { node: at, op: node.op }
    const { dtype, shape } = node.operands[0]!
    const [, height, width] = node.shape
    checkOperand(node, at, 0, { name: 'x', dtypes: ['u8', 'i8'] })
    checkOperand(node, at, 1, { name: 'rows', dtypes: ['i32'], shape: [1, 1, 1, height] })
    checkOperand(node, at, 2, { name: 'columns', dtypes: ['i32'], shape: [1, 1, 1, width] })
    checkDtype({ ...place, field: 'dtype' }, node.dtype, [dtype])
    checkShape({ ...place, field: 'shape' }, node.shape, [shape[0], height, width, shape[3]])
  },

  cost() {
    return {
      reads: [
        { runs: 1, runBytes: 1 },
        { runs: 1, runBytes: 4 },
        { runs: 1, runBytes: 4 },
      ],
      units: 1,
      separateRuns: 0,
    }
  },

  element(node, read, index) {
    const { shape } = node.operands[0]!
    const [image, i, j, channel] = unravel(index, node.shape)
    const row = clamp(read(1, i), 0, shape[1] - 1)
    const column = clamp(read(2, j), 0, shape[2] - 1)
    return read(0, ravel([image, row, column, channel], shape))
  },
}
