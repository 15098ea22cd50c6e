import { attributesOf } from '../attributesOf.ts'
import { byteSize } from '../byteSize.ts'
import { checkDtype } from '../checkDtype.ts'
import { checkOperand } from '../checkOperand.ts'
import { checkRange } from '../checkRange.ts'
import { checkShape } from '../checkShape.ts'
import { checkZeroPoint } from '../checkZeroPoint.ts'
import type { OpDefinition } from '../OpDefinition.ts'
import { slots } from '../slots.ts'
import type { Node, Shape } from '../types.ts'

const { axis, zeroX } = slots
const attributes = { axis, zeroX }

/** The sum along one axis, which becomes 1. Global pools are built from it and `requantise`. */
export const reduceSum: OpDefinition = {
  name: 'reduce_sum',
  opcode: 6,
  operands: ['x'],
  attributes,

  validate(node, at) {
    const a = attributesOf(node, attributes)
    const { dtype, shape } = node.operands[0]!
    checkOperand(node, at, 0, { name: 'x', dtypes: ['u8', 'i8', 'i32'] })
    checkDtype({ node: at, op: node.op, field: 'dtype' }, node.dtype, ['i32'])
    checkRange({ node: at, op: node.op, field: 'axis' }, a.axis, 0, 3)
    checkZeroPoint(node, at, 'zeroX', dtype)
    const reduced = shape.map((size, i) => (i === a.axis ? 1 : size)) as [number, number, number, number]
    checkShape({ node: at, op: node.op, field: 'shape' }, node.shape, reduced)
  },

  cost(node, [chunkBytes]) {
    const { length, inner } = reduction(node)
    const size = byteSize(node.operands[0]!.dtype)
    const stride = inner * size
    const gathered = { runs: 1, runBytes: (length - 1) * stride + size }
    return {
      reads: [stride <= chunkBytes! ? gathered : { runs: length, runBytes: size }],
      units: length,
      separateRuns: 0,
    }
  },

  element(node, read, index) {
    const { length, inner } = reduction(node)
    const first = Math.floor(index / inner) * length * inner + (index % inner)
    let acc = 0
    for (let k = 0; k < length; k++) acc = (acc + read(0, first + k * inner) - attributesOf(node, attributes).zeroX) | 0
    return acc
  },

  sum(node, ranges) {
    const { length } = reduction(node)
    const { zeroX } = attributesOf(node, attributes)
    return { min: length * (ranges[0]!.min - zeroX), max: length * (ranges[0]!.max - zeroX) }
  },
}

/** Length of the axis that is summed, and the elements between one of its values and the next. */
const reduction = (node: Node): { length: number; inner: number } => {
  const { axis } = attributesOf(node, attributes)
  const shape: Shape = node.operands[0]!.shape
  return { length: shape[axis]!, inner: shape.slice(axis + 1).reduce((product, size) => product * size, 1) }
}
