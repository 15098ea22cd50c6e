import { attributesOf } from '../attributesOf.ts'
import { checkDtype } from '../checkDtype.ts'
import { checkOperand } from '../checkOperand.ts'
import { checkShape } from '../checkShape.ts'
import { checkWindow } from '../checkWindow.ts'
import { dtypes } from '../dtypes.ts'
import type { OpDefinition } from '../OpDefinition.ts'
import { windowCost } from '../windowCost.ts'
import { windowOutput } from '../windowOutput.ts'
import { windowSlots } from '../windowSlots.ts'
import { windowTaps } from '../windowTaps.ts'

/** The largest value in a window; an empty window gives the dtype's minimum. Source: ONNX MaxPool. */
export const maxPool: OpDefinition = {
  name: 'max_pool',
  opcode: 4,
  operands: ['x'],
  attributes: windowSlots,

  validate(node, at) {
    const { dtype, shape } = node.operands[0]!
    checkWindow(node, at)
    checkOperand(node, at, 0, { name: 'x', dtypes: ['u8', 'i8'] })
    checkDtype({ node: at, op: node.op, field: 'dtype' }, node.dtype, [dtype])
    const { height, width } = windowOutput(node)
    checkShape({ node: at, op: node.op, field: 'shape' }, node.shape, [shape[0], height, width, shape[3]])
  },

  cost(node, [chunkBytes]) {
    const { kernelH, kernelW } = attributesOf(node, windowSlots)
    return { reads: [windowCost(node, 1, chunkBytes!)], units: kernelH * kernelW, separateRuns: kernelH }
  },

  element(node, read, index) {
    const taps = windowTaps(node, index)
    return taps.reduce((largest, tap) => Math.max(largest, read(0, tap)), dtypes[node.dtype].min)
  },
}
