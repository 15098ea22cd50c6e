import { attributesOf } from '../attributesOf.ts'
import { checkOperand } from '../checkOperand.ts'
import { checkQuantised } from '../checkQuantised.ts'
import { checkShape } from '../checkShape.ts'
import { checkWindow } from '../checkWindow.ts'
import { checkZeroPoint } from '../checkZeroPoint.ts'
import { effectiveMultiplier } from '../effectiveMultiplier.ts'
import type { OpDefinition } from '../OpDefinition.ts'
import { rescale } from '../rescale.ts'
import { slots } from '../slots.ts'
import { windowCost } from '../windowCost.ts'
import { windowOutput } from '../windowOutput.ts'
import { windowSlots } from '../windowSlots.ts'
import { windowTaps } from '../windowTaps.ts'

const { zeroX, zeroY, low, high } = slots
const attributes = { ...windowSlots, zeroX, zeroY, low, high }

/** The mean of a window; the multiplier for n values inside the image is entry n of a table. */
export const avgPool: OpDefinition = {
  name: 'avg_pool',
  opcode: 5,
  operands: ['x', 'multiplier'],
  attributes,

  validate(node, at) {
    const a = attributesOf(node, attributes)
    const { dtype, shape } = node.operands[0]!
    checkWindow(node, at)
    checkOperand(node, at, 0, { name: 'x', dtypes: ['u8', 'i8'] })
    checkOperand(node, at, 1, {
      name: 'multiplier',
      dtypes: ['f32'],
      shape: [1, 1, 1, a.kernelH * a.kernelW + 1],
    })
    checkZeroPoint(node, at, 'zeroX', dtype)
    checkQuantised(node, at)
    const { height, width } = windowOutput(node)
    checkShape({ node: at, op: node.op, field: 'shape' }, node.shape, [shape[0], height, width, shape[3]])
  },

  cost(node, [chunkBytes]) {
    const { kernelH, kernelW } = attributesOf(node, windowSlots)
    const reads = [windowCost(node, 1, chunkBytes!), { runs: 1, runBytes: 4 }]
    return { reads, units: kernelH * kernelW, separateRuns: kernelH }
  },

  element(node, read, index) {
    const a = attributesOf(node, attributes)
    const taps = windowTaps(node, index)
    const acc = taps.reduce((sum, tap) => (sum + read(0, tap) - a.zeroX) | 0, 0)
    return rescale(acc, effectiveMultiplier(read(1, taps.length)), a.zeroY, a.low, a.high)
  },

  sum(node, ranges) {
    const a = attributesOf(node, attributes)
    const taps = a.kernelH * a.kernelW
    const { min, max } = ranges[0]!
    return { min: Math.min(0, taps * (min - a.zeroX)), max: Math.max(0, taps * (max - a.zeroX)) }
  },
}
