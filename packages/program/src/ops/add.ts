import { attributesOf } from '../attributesOf.ts'
import { checkDtype } from '../checkDtype.ts'
import { checkOperand } from '../checkOperand.ts'
import { checkQuantised } from '../checkQuantised.ts'
import { checkScale } from '../checkScale.ts'
import { checkShape } from '../checkShape.ts'
import { checkZeroPoint } from '../checkZeroPoint.ts'
import { clamp } from '../clamp.ts'
import type { OpDefinition } from '../OpDefinition.ts'
import { roundHalfEven } from '../roundHalfEven.ts'
import { slots } from '../slots.ts'

const { zeroX, zeroW, zeroY, low, high, scaleX, scaleW, scaleY } = slots
const attributes = { zeroX, zeroW, zeroY, low, high, scaleX, scaleW, scaleY }

/** Dequantise both, add, quantise: the order of the ONNX standard, every operation in binary32. */
export const add: OpDefinition = {
  name: 'add',
  opcode: 3,
  operands: ['a', 'b'],
  attributes,

  validate(node, at) {
    const { dtype, shape } = node.operands[0]!
    checkOperand(node, at, 0, { name: 'a', dtypes: ['u8', 'i8'] })
    checkOperand(node, at, 1, { name: 'b', dtypes: [dtype], shape })
    checkDtype({ node: at, op: node.op, field: 'dtype' }, node.dtype, [dtype])
    checkShape({ node: at, op: node.op, field: 'shape' }, node.shape, shape)
    checkZeroPoint(node, at, 'zeroX', dtype)
    checkZeroPoint(node, at, 'zeroW', dtype)
    checkQuantised(node, at)
    for (const field of ['scaleX', 'scaleW', 'scaleY'] as const) checkScale(node, at, field)
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

  element(node, read, index) {
    const a = attributesOf(node, attributes)
    const left = Math.fround((read(0, index) - a.zeroX) * a.scaleX)
    const right = Math.fround((read(1, index) - a.zeroW) * a.scaleW)
    const quotient = Math.fround(Math.fround(left + right) / a.scaleY)
    return clamp(roundHalfEven(quotient) + a.zeroY, a.low, a.high)
  },
}
