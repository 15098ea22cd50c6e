import { attributesOf } from './attributesOf.ts'
import { dtypes } from './dtypes.ts'
import { slots } from './slots.ts'
import type { Node } from './types.ts'

const { zeroW, zeroB, stride2, zeroX2 } = slots

/** The projection in a conv2d_conv2d_add as a node of its own: a 1x1 conv2d of the last four operands. */
export const secondConvolution = (node: Node): Node => {
  const a = attributesOf(node, { zeroW, zeroB, stride2, zeroX2 })
  const { min, max } = dtypes[node.dtype]
  return {
    ...node,
    op: 'conv2d',
    operands: node.operands.slice(4),
    attributes: {
      ...{ kernelH: 1, kernelW: 1, strideH: a.stride2, strideW: a.stride2, dilationH: 1, dilationW: 1 },
      ...{ padTop: 0, padLeft: 0, padBottom: 0, padRight: 0, groups: 1 },
      ...{ zeroX: a.zeroX2, zeroW: a.zeroW, zeroY: a.zeroB, low: min, high: max },
    },
  }
}
