import { convolveNode } from '../kernels/convolveNode.ts'
import { eightBit } from '../kernels/eightBit.ts'
import { sumOf } from '../kernels/sumOf.ts'
import { nameOfSum, sumQuantised } from '../kernels/sumQuantised.ts'
import { unsignedTwin } from '../kernels/unsignedTwin.ts'
import type { Lowering } from '../Lowering.ts'

/** conv2d's convolution and add's operators; what lies between is no output of the graph. */
export const conv2d_add: Lowering = (context, node, operands) => {
  const a = node.attributes
  const b = operands[4]!
  const dtype = eightBit(node.dtype, 'conv2d_add output')
  const between = { dtype, zero: a.zeroY!, low: a.low!, high: a.high! }
  const alike = sumOf(node)
  // The one operator wants a single dtype; the four do without turning an i8 to and fro.
  const t = alike && context.exactSums?.has(nameOfSum(alike)) ? between : unsignedTwin(between)
  const sum = {
    a: { dtype: t.dtype, scale: a.scaleX!, zero: t.zero },
    b: { dtype: eightBit(b.dtype, 'conv2d_add b'), scale: a.scaleW!, zero: a.zeroB! },
    y: { dtype, scale: a.scaleY!, zero: a.zeroZ! },
  }
  const value = convolveNode(context, node, operands, t)
  return sumQuantised(context, sum, value, b.value(), { low: a.lowZ!, high: a.highZ! })
}
