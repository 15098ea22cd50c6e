import { attributesOf } from '../attributesOf.ts'
import { byteSize } from '../byteSize.ts'
import { checkDtype } from '../checkDtype.ts'
import { checkOperand } from '../checkOperand.ts'
import { checkRange } from '../checkRange.ts'
import { checkShape } from '../checkShape.ts'
import { ProgramError } from '../errors.ts'
import type { OpDefinition } from '../OpDefinition.ts'
import { ravel } from '../ravel.ts'
import { slots } from '../slots.ts'
import type { Node } from '../types.ts'
import { unravel } from '../unravel.ts'

const { perm0, perm1, perm2, perm3 } = slots
const attributes = { perm0, perm1, perm2, perm3 }

/** ONNX Transpose: axis i of the output is axis perm_i of x. */
export const transpose: OpDefinition = {
  name: 'transpose',
  opcode: 14,
  operands: ['x'],
  attributes,

  validate(node, at) {
    const place = { node: at, op: node.op }
    const { dtype, shape } = node.operands[0]!
    checkOperand(node, at, 0, { name: 'x', dtypes: ['u8', 'i8', 'i32'] })
    checkDtype({ ...place, field: 'dtype' }, node.dtype, [dtype])
    const perm = permutation(node)
    perm.forEach((axis, i) => {
      checkRange({ ...place, field: `perm${i}` }, axis, 0, 3)
      if (perm.indexOf(axis) === i) return
      const limit = 'an axis that stands nowhere before it'
      throw new ProgramError({ ...place, field: `perm${i}`, actual: axis, limit, next: 'Name each axis once.' })
    })
    checkShape({ ...place, field: 'shape' }, node.shape, [
      shape[perm[0]]!,
      shape[perm[1]]!,
      shape[perm[2]]!,
      shape[perm[3]]!,
    ])
  },

  cost(node) {
    return { reads: [{ runs: 1, runBytes: byteSize(node.dtype) }], units: 1, separateRuns: 0 }
  },

  element(node, read, index) {
    const { shape } = node.operands[0]!
    const from: [number, number, number, number] = [0, 0, 0, 0]
    const to = unravel(index, node.shape)
    permutation(node).forEach((axis, i) => {
      from[axis] = to[i]!
    })
    return read(0, ravel(from, shape))
  },

  sum(_node, ranges) {
    return ranges[0]!
  },
}

const permutation = (node: Node): readonly [number, number, number, number] => {
  const a = attributesOf(node, attributes)
  return [a.perm0, a.perm1, a.perm2, a.perm3]
}
