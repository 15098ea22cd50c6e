import { byteSize } from '../byteSize.ts'
import { checkDtype } from '../checkDtype.ts'
import { checkOperand } from '../checkOperand.ts'
import { checkShape } from '../checkShape.ts'
import { clamp } from '../clamp.ts'
import type { OpDefinition } from '../OpDefinition.ts'
import { ravel } from '../ravel.ts'
import { unravel } from '../unravel.ts'

/**
 * ONNX Gather along the third axis, by any row of ids: one beyond an end reads the last row there. Embeddings are P = 1. Which
 * chunk of x an element reads depends on the value of its id.
 */
export const gather: OpDefinition = {
  name: 'gather',
  opcode: 15,
  operands: ['x', 'ids'],
  attributes: {},

  validate(node, at) {
    const place = { node: at, op: node.op }
    const [x, ids] = [node.operands[0]!, node.operands[1]!]
    const [, planes, rows, width] = x.shape
    checkOperand(node, at, 0, { name: 'x', dtypes: ['u8', 'i8', 'i32'], shape: [1, planes, rows, width] })
    checkOperand(node, at, 1, { name: 'ids', dtypes: ['i32'], shape: [1, 1, 1, ids.shape[3]] })
    checkDtype({ ...place, field: 'dtype' }, node.dtype, [x.dtype])
    checkShape({ ...place, field: 'shape' }, node.shape, [1, planes, ids.shape[3], width])
  },

  cost(node) {
    return {
      reads: [
        { runs: 1, runBytes: byteSize(node.dtype) },
        { runs: 1, runBytes: 4 },
      ],
      units: 1,
      separateRuns: 0,
    }
  },

  element(node, read, index) {
    const { shape } = node.operands[0]!
    const [, plane, i, column] = unravel(index, node.shape)
    return read(0, ravel([0, plane, clamp(read(1, i), 0, shape[2] - 1), column], shape))
  },

  sum(_node, ranges) {
    return ranges[0]!
  },
}
