import { secondConvolution } from '@assay/program'
import { convolveNode } from '../kernels/convolveNode.ts'
import { eightBit } from '../kernels/eightBit.ts'
import { sumOf } from '../kernels/sumOf.ts'
import { nameOfSum, sumQuantised } from '../kernels/sumQuantised.ts'
import { unsignedTwin } from '../kernels/unsignedTwin.ts'
import type { Lowering } from '../Lowering.ts'

/** Two convolutions and add's operators; what lies between is no output of the graph. */
export const conv2d_conv2d_add: Lowering = (context, node, operands) => {
  const a = node.attributes
  const dtype = eightBit(node.dtype, 'conv2d_conv2d_add output')
  const second = secondConvolution(node)
  const { zeroY, low, high } = second.attributes
  const [first, projected] = [
    { dtype, zero: a.zeroY!, low: a.low!, high: a.high! },
    { dtype, zero: zeroY!, low: low!, high: high! },
  ] as const
  const alike = sumOf(node)
  // The one operator wants a single dtype; the four do without turning an i8 to and fro.
  const [t, s] =
    alike && context.exactSums?.has(nameOfSum(alike))
      ? [first, projected]
      : [unsignedTwin(first), unsignedTwin(projected)]
  const sum = {
    a: { dtype: t.dtype, scale: a.scaleX!, zero: t.zero },
    b: { dtype: s.dtype, scale: a.scaleW!, zero: s.zero },
    y: { dtype, scale: a.scaleY!, zero: a.zeroZ! },
  }
  const left = convolveNode(context, { ...node, attributes: { ...a, groups: 1 } }, operands.slice(0, 4), t)
  const right = convolveNode(context, second, operands.slice(4), s)
  return sumQuantised(context, sum, left, right, { low: a.lowZ!, high: a.highZ! })
}
