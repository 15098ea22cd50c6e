import { attributesOf } from '../attributesOf.ts'
import { checkOperand } from '../checkOperand.ts'
import { checkQuantised } from '../checkQuantised.ts'
import { checkRange } from '../checkRange.ts'
import { checkScale } from '../checkScale.ts'
import { checkUnused } from '../checkUnused.ts'
import { checkZeroPoint } from '../checkZeroPoint.ts'
import { clamp } from '../clamp.ts'
import type { OpDefinition } from '../OpDefinition.ts'
import { ravel } from '../ravel.ts'
import { roundHalfEven } from '../roundHalfEven.ts'
import { slots } from '../slots.ts'
import { unravel } from '../unravel.ts'
import { withAxis } from '../withAxis.ts'

const { axis, zero0, zero1, zero2, zero3, zeroY, low, high, scale0, scale1, scale2, scale3, scaleY } = slots
const attributes = { axis, zero0, zero1, zero2, zero3, zeroY, low, high, scale0, scale1, scale2, scale3, scaleY }

const zeros = ['zero0', 'zero1', 'zero2', 'zero3'] as const
const scales = ['scale0', 'scale1', 'scale2', 'scale3'] as const

/** ONNX Concat of quantised tensors, each with its own scale and zero point: dequantise, quantise, every operation in binary32. */
export const concat: OpDefinition = {
  name: 'concat',
  opcode: 11,
  operands: ['x0', 'x1', 'x2', 'x3'],
  optionalOperands: 2,
  attributes,

  validate(node, at) {
    const a = attributesOf(node, attributes)
    const place = { node: at, op: node.op }
    checkQuantised(node, at)
    checkScale(node, at, 'scaleY')
    checkRange({ ...place, field: 'axis' }, a.axis, 0, 3)
    zeros.forEach((zero, i) => {
      const operand = node.operands[i]
      if (operand === undefined) {
        checkUnused({ ...place, field: zero }, a[zero])
        checkUnused({ ...place, field: scales[i]! }, a[scales[i]!])
        return
      }
      const shape = withAxis(node.shape, a.axis, operand.shape[a.axis]!)
      checkOperand(node, at, i, { name: `x${i}`, dtypes: ['u8', 'i8'], shape })
      checkZeroPoint(node, at, zero, operand.dtype)
      checkScale(node, at, scales[i]!)
    })
    const total = node.operands.reduce((sum, { shape }) => sum + shape[a.axis]!, 0)
    checkRange({ ...place, field: `shape[${a.axis}]` }, node.shape[a.axis]!, total, total)
  },

  cost(node) {
    return { reads: node.operands.map(() => ({ runs: 1, runBytes: 1 })), units: 1, separateRuns: 0 }
  },

  element(node, read, index) {
    const a = attributesOf(node, attributes)
    const coordinates = unravel(index, node.shape)
    let i = 0
    let coordinate = coordinates[a.axis]!
    while (coordinate >= node.operands[i]!.shape[a.axis]!) coordinate -= node.operands[i++]!.shape[a.axis]!
    const x = read(i, ravel(withAxis(coordinates, a.axis, coordinate), node.operands[i]!.shape))
    const real = Math.fround((x - a[zeros[i]!]) * a[scales[i]!])
    return clamp(roundHalfEven(Math.fround(real / a.scaleY)) + a.zeroY, a.low, a.high)
  },
}
