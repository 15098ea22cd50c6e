import { checkReduction } from '../checkReduction.ts'
import type { OpDefinition } from '../OpDefinition.ts'
import { reduction } from '../reduction.ts'
import { reductionCost } from '../reductionCost.ts'
import { slots } from '../slots.ts'

/** Where along one axis, which becomes 1, the largest value is; of several, the first. */
export const argMax: OpDefinition = {
  name: 'arg_max',
  opcode: 18,
  operands: ['x'],
  attributes: { axis: slots.axis },

  validate: (node, at) => checkReduction(node, at, 'i32'),

  cost: (node, [chunkBytes]) => reductionCost(node, chunkBytes!),

  element(node, read, index) {
    const { length, stride, first } = reduction(node, index)
    const value = (k: number) => read(0, first + k * stride)
    let best = 0
    for (let k = 1; k < length; k++) if (value(k) > value(best)) best = k
    return best
  },
}
