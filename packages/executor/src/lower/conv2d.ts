import { convolveNode } from '../kernels/convolveNode.ts'
import { eightBit } from '../kernels/eightBit.ts'
import type { Lowering } from '../Lowering.ts'

/** QLinearConv in its NHWC form. */
export const conv2d: Lowering = (context, node, operands) => {
  const { zeroY, low, high } = node.attributes
  const dtype = eightBit(node.dtype, 'conv2d output')
  return convolveNode(context, node, operands, { dtype, zero: zeroY!, low: low!, high: high! })
}
