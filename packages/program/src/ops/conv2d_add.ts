import { attributesOf } from '../attributesOf.ts'
import { checkConvolution } from '../checkConvolution.ts'
import { checkOperand } from '../checkOperand.ts'
import { checkQuantised } from '../checkQuantised.ts'
import { checkScale } from '../checkScale.ts'
import { checkZeroPoint } from '../checkZeroPoint.ts'
import type { OpDefinition } from '../OpDefinition.ts'
import { productSum } from '../productSum.ts'
import { quantise } from '../quantise.ts'
import { slots } from '../slots.ts'
import { conv2d } from './conv2d.ts'

const { zeroY, scaleX, scaleW, scaleY, zeroB, zeroZ, lowZ, highZ } = slots
const attributes = { ...conv2d.attributes, scaleX, scaleW, scaleY, zeroB, zeroZ, lowZ, highZ }

/** conv2d, and add of its value and b: a residual block's end, of which only the sum is committed. */
export const conv2dAdd: OpDefinition = {
  name: 'conv2d_add',
  opcode: 21,
  operands: [...conv2d.operands, 'b'],
  attributes,

  validate(node, at) {
    checkConvolution(node, at)
    checkOperand(node, at, 4, { name: 'b', dtypes: ['u8', 'i8'], shape: node.shape })
    checkZeroPoint(node, at, 'zeroB', node.operands[4]!.dtype)
    for (const field of ['scaleX', 'scaleW', 'scaleY'] as const) checkScale(node, at, field)
    checkQuantised(node, at, 'Z')
  },

  cost(node, chunkBytes) {
    const { reads, ...rest } = conv2d.cost(node, chunkBytes)
    return { reads: [...reads, { runs: 1, runBytes: 1 }], ...rest }
  },

  element(node, read, index) {
    const a = attributesOf(node, { zeroY, scaleX, scaleW, scaleY, zeroB, zeroZ, lowZ, highZ })
    const value = conv2d.element(node, read, index)
    const left = Math.fround((value - a.zeroY) * a.scaleX)
    const right = Math.fround((read(4, index) - a.zeroB) * a.scaleW)
    return quantise(Math.fround(left + right), a.scaleY, a.zeroZ, a.lowZ, a.highZ)
  },

  sum: (node, ranges, read) => productSum(node, ranges, read),
}
