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
    // The EVM reads the first even where there is no other, so its proof holds it.
    let [best, largest] = [0, read(0, first)]
    for (let k = 1; k < length; k++) {
      const value = read(0, first + k * stride)
      if (value > largest) [best, largest] = [k, value]
    }
    return best
  },
}
