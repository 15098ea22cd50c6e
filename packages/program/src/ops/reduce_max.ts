import { checkReduction } from '../checkReduction.ts'
import type { OpDefinition } from '../OpDefinition.ts'
import { reduction } from '../reduction.ts'
import { reductionCost } from '../reductionCost.ts'
import { slots } from '../slots.ts'

/** The largest value along one axis, which becomes 1. */
export const reduceMax: OpDefinition = {
  name: 'reduce_max',
  opcode: 17,
  operands: ['x'],
  attributes: { axis: slots.axis },

  validate: (node, at) => checkReduction(node, at, node.operands[0]!.dtype),

  cost: (node, [chunkBytes]) => reductionCost(node, chunkBytes!),

  element(node, read, index) {
    const { length, stride, first } = reduction(node, index)
    let largest = read(0, first)
    for (let k = 1; k < length; k++) largest = Math.max(largest, read(0, first + k * stride))
    return largest
  },
}
