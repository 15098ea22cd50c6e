import { attributesOf } from './attributesOf.ts'
import { checkOperand } from './checkOperand.ts'
import { checkQuantised } from './checkQuantised.ts'
import { checkScale } from './checkScale.ts'
import { checkShape } from './checkShape.ts'
import { checkZeroPoint } from './checkZeroPoint.ts'
import type { OpDefinition } from './OpDefinition.ts'
import { quantise } from './quantise.ts'
import { ravel } from './ravel.ts'
import { slots } from './slots.ts'
import type { OpName, Shape } from './types.ts'
import { unravel } from './unravel.ts'

const { zeroX, zeroW, zeroY, low, high, scaleX, scaleW, scaleY } = slots
const attributes = { zeroX, zeroW, zeroY, low, high, scaleX, scaleW, scaleY }

/**
 * An op of the family add, mul, sub: dequantise both, operate, quantise, the order of the ONNX standard, every operation in
 * binary32. An axis of size 1 is repeated to the other operand's.
 * @param operate exactly, or in binary64: what is rounded once more to binary32 is rounded as if once
 */
export const pointwise = (
  name: OpName,
  opcode: number,
  operate: (left: number, right: number) => number,
): OpDefinition => ({
  name,
  opcode,
  operands: ['a', 'b'],
  attributes,

  validate(node, at) {
    const [a, b] = [node.operands[0]!, node.operands[1]!]
    const larger = (axis: 0 | 1 | 2 | 3) => Math.max(a.shape[axis], b.shape[axis])
    const shape: Shape = [larger(0), larger(1), larger(2), larger(3)]
    const repeated = (from: Shape): Shape => {
      const size = (axis: 0 | 1 | 2 | 3) => (from[axis] === 1 ? 1 : shape[axis])
      return [size(0), size(1), size(2), size(3)]
    }
    checkOperand(node, at, 0, { name: 'a', dtypes: ['u8', 'i8'], shape: repeated(a.shape) })
    checkOperand(node, at, 1, { name: 'b', dtypes: ['u8', 'i8'], shape: repeated(b.shape) })
    checkShape({ node: at, op: node.op, field: 'shape' }, node.shape, shape)
    checkZeroPoint(node, at, 'zeroX', a.dtype)
    checkZeroPoint(node, at, 'zeroW', b.dtype)
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
    const coordinates = unravel(index, node.shape)
    const value = (operand: number) => {
      const { shape } = node.operands[operand]!
      const [n, h, w, c] = coordinates
      return read(operand, ravel([n % shape[0], h % shape[1], w % shape[2], c % shape[3]], shape))
    }
    const left = Math.fround((value(0) - a.zeroX) * a.scaleX)
    const right = Math.fround((value(1) - a.zeroW) * a.scaleW)
    return quantise(Math.fround(operate(left, right)), a.scaleY, a.zeroY, a.low, a.high)
  },
})
