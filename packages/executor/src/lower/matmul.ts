import { convolve } from '../kernels/convolve.ts'
import { eightBit } from '../kernels/eightBit.ts'
import { multipliers } from '../kernels/multipliers.ts'
import type { Lowering } from '../Lowering.ts'

/**
 * A 1x1 convolution over an image of A x B x M pixels with K channels: the same integer sum, and unlike QLinearMatMul it
 * takes a bias and a multiplier per column. The right operand is committed [O, K], which is OIHW with a 1x1 kernel.
 */
export const matmul: Lowering = (context, node, [x, w, bias, m]) => {
  const a = node.attributes
  const [, , outputs, inner] = w!.shape
  const dims = [outputs, inner, 1, 1]
  return convolve(context, {
    x: { value: x!.value(), dtype: eightBit(x!.dtype, 'matmul x'), zero: a.zeroX! },
    w: {
      weights: w!.constant ?? w!.value(dims),
      dtype: eightBit(w!.dtype, 'matmul w'),
      zero: a.zeroW!,
      dims,
    },
    multipliers: multipliers(m!, 'matmul'),
    bias: bias!.value([outputs]),
    geometry: { kernel_shape: [1, 1], strides: [1, 1], pads: [0, 0, 0, 0], dilations: [1, 1] },
    groups: 1,
    y: { dtype: eightBit(node.dtype, 'matmul output'), zero: a.zeroY!, low: a.low!, high: a.high! },
  })
}
