import { attributesOf } from '../attributesOf.ts'
import { checkConvolution } from '../checkConvolution.ts'
import { checkOperand } from '../checkOperand.ts'
import { checkQuantised } from '../checkQuantised.ts'
import { checkRange } from '../checkRange.ts'
import { checkScale } from '../checkScale.ts'
import { checkShape } from '../checkShape.ts'
import { checkZeroPoint } from '../checkZeroPoint.ts'
import { limits } from '../limits.ts'
import type { OpDefinition } from '../OpDefinition.ts'
import { productSum } from '../productSum.ts'
import { quantise } from '../quantise.ts'
import { secondConvolution } from '../secondConvolution.ts'
import { slots } from '../slots.ts'
import type { Dtype, Node, Shape } from '../types.ts'
import { windowOutput } from '../windowOutput.ts'
import { windowSlots } from '../windowSlots.ts'
import { conv2d } from './conv2d.ts'

const { zeroX, zeroW, zeroY, low, high, scaleX, scaleW, scaleY, zeroB, zeroZ, lowZ, highZ, stride2, zeroX2 } = slots
const first = { ...windowSlots, zeroX, zeroW, zeroY, low, high }
const attributes = { ...first, scaleX, scaleW, scaleY, zeroB, zeroZ, lowZ, highZ, stride2, zeroX2 }

/** The first convolution as a node of its own. Its groups are 1: their slot is the second one's stride. */
const firstConvolution = (node: Node): Node => ({
  ...node,
  op: 'conv2d',
  operands: node.operands.slice(0, 4),
  attributes: { ...attributesOf(node, first), groups: 1 },
})

/** Two conv2d, and add of their values: the end of a residual block whose shortcut is a projection; only the sum is committed. */
export const conv2dConv2dAdd: OpDefinition = {
  name: 'conv2d_conv2d_add',
  opcode: 24,
  operands: [...conv2d.operands, 'x2', 'w2', 'bias2', 'multiplier2'],
  attributes,

  validate(node, at) {
    const place = { node: at, op: node.op }
    const [x2, w2] = [node.operands[4]!, node.operands[5]!]
    const outputs = node.shape[3]
    const perChannel: Shape = [1, 1, 1, outputs]
    checkConvolution({ ...firstConvolution(node), op: node.op }, at)
    checkRange({ ...place, field: 'stride2' }, attributesOf(node, { stride2 }).stride2, 1, limits.geometry)
    const byX2: readonly Dtype[] = x2.dtype === 'u8' ? ['u8', 'i8'] : ['i8']
    checkOperand(node, at, 4, { name: 'x2', dtypes: ['u8', 'i8'] })
    checkOperand(node, at, 5, { name: 'w2', dtypes: byX2, shape: [outputs, 1, 1, x2.shape[3]] })
    checkOperand(node, at, 6, { name: 'bias2', dtypes: ['i32'], shape: perChannel })
    checkOperand(node, at, 7, { name: 'multiplier2', dtypes: ['f32'], shape: perChannel })
    const { height, width } = windowOutput(secondConvolution(node))
    const strided: Shape = [x2.shape[0], height, width, outputs]
    checkShape({ ...place, field: 'shape of x2 at its stride' }, strided, node.shape)
    checkZeroPoint(node, at, 'zeroX2', x2.dtype)
    checkZeroPoint(node, at, 'zeroW', w2.dtype)
    checkZeroPoint(node, at, 'zeroB', node.dtype)
    for (const field of ['scaleX', 'scaleW', 'scaleY'] as const) checkScale(node, at, field)
    checkQuantised(node, at, 'Z')
  },

  cost(node, chunkBytes) {
    const one = conv2d.cost(firstConvolution(node), chunkBytes)
    const two = conv2d.cost(secondConvolution(node), chunkBytes.slice(4))
    return {
      reads: [...one.reads, ...two.reads],
      units: one.units + two.units,
      // the second's value is one more to round
      separateRuns: one.separateRuns + two.separateRuns + 1,
    }
  },

  element(node, read, index) {
    const a = attributesOf(node, { zeroY, scaleX, scaleW, scaleY, zeroB, zeroZ, lowZ, highZ })
    const t = conv2d.element(firstConvolution(node), read, index)
    const s = conv2d.element(secondConvolution(node), (operand, element) => read(4 + operand, element), index)
    const left = Math.fround((t - a.zeroY) * a.scaleX)
    const right = Math.fround((s - a.zeroB) * a.scaleW)
    return quantise(Math.fround(left + right), a.scaleY, a.zeroZ, a.lowZ, a.highZ)
  },

  sum(node, ranges, read) {
    const one = productSum(firstConvolution(node), ranges, read)
    const two = productSum(secondConvolution(node), ranges.slice(4), (operand, element) => read(4 + operand, element))
    return { min: Math.min(one.min, two.min), max: Math.max(one.max, two.max) }
  },
}
