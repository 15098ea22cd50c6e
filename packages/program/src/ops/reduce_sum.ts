import { attributesOf } from '../attributesOf.ts'
import { checkReduction } from '../checkReduction.ts'
import { checkZeroPoint } from '../checkZeroPoint.ts'
import type { OpDefinition } from '../OpDefinition.ts'
import { reduction } from '../reduction.ts'
import { reductionCost } from '../reductionCost.ts'
import { slots } from '../slots.ts'

const { axis, zeroX } = slots
const attributes = { axis, zeroX }

/** The sum along one axis, which becomes 1. Global pools are built from it and `requantise`. */
export const reduceSum: OpDefinition = {
  name: 'reduce_sum',
  opcode: 6,
  operands: ['x'],
  attributes,

  validate(node, at) {
    checkReduction(node, at, 'i32')
    checkZeroPoint(node, at, 'zeroX', node.operands[0]!.dtype)
  },

  cost: (node, [chunkBytes]) => reductionCost(node, chunkBytes!),

  element(node, read, index) {
    const { length, stride, first } = reduction(node, index)
    const { zeroX } = attributesOf(node, attributes)
    let acc = 0
    for (let k = 0; k < length; k++) acc = (acc + read(0, first + k * stride) - zeroX) | 0
    return acc
  },

  sum(node, ranges) {
    const { length } = reduction(node)
    const { zeroX } = attributesOf(node, attributes)
    return { min: length * (ranges[0]!.min - zeroX), max: length * (ranges[0]!.max - zeroX) }
  },
}
