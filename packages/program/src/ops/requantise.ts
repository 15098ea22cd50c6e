import { attributesOf } from '../attributesOf.ts'
import { checkOperand } from '../checkOperand.ts'
import { checkQuantised } from '../checkQuantised.ts'
import { checkScale } from '../checkScale.ts'
import { checkShape } from '../checkShape.ts'
import type { OpDefinition } from '../OpDefinition.ts'
import { rescale } from '../rescale.ts'
import { slots } from '../slots.ts'

const { zeroY, low, high, scaleX } = slots
const attributes = { zeroY, low, high, scaleX }

/** Sums back to u8 or i8. */
export const requantise: OpDefinition = {
  name: 'requantise',
  opcode: 7,
  operands: ['x'],
  attributes,

  validate(node, at) {
    checkOperand(node, at, 0, { name: 'x', dtypes: ['i32'] })
    checkQuantised(node, at)
    checkScale(node, at, 'scaleX')
    checkShape({ node: at, op: node.op, field: 'shape' }, node.shape, node.operands[0]!.shape)
  },

  cost() {
    return { reads: [{ runs: 1, runBytes: 4 }], units: 1, separateRuns: 0 }
  },

  element(node, read, index) {
    const a = attributesOf(node, attributes)
    return rescale(read(0, index), a.scaleX, a.zeroY, a.low, a.high)
  },
}
