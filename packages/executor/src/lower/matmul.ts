import { convolve } from '../kernels/convolve.ts'
import { eightBit } from '../kernels/eightBit.ts'
import { multipliers } from '../kernels/multipliers.ts'
import { multiplyStacks } from '../kernels/multiplyStacks.ts'
import type { Lowering } from '../Lowering.ts'

/**
 * By one constant matrix, a 1x1 convolution over an image of A x B x M pixels with K channels: the same integer sum, and unlike
 * QLinearMatMul it takes a bias and a multiplier per column. The right operand is committed [O, K], which is OIHW with a 1x1
 * kernel. Weights that are computed, or several, are multiplied as stacks: a convolution would pack them anew in every run.
 */
export const matmul: Lowering = (context, node, [x, w, bias, m]) => {
  const a = node.attributes
  const [leading, heads, outputs, inner] = w!.shape
  const product = {
    x: { value: x!.value(), dtype: eightBit(x!.dtype, 'matmul x'), zero: a.zeroX! },
    multipliers: multipliers(m!, 'matmul'),
    bias: bias!.value([outputs]),
    y: { dtype: eightBit(node.dtype, 'matmul output'), zero: a.zeroY!, low: a.low!, high: a.high! },
  }
  const weights = { dtype: eightBit(w!.dtype, 'matmul w'), zero: a.zeroW! }
  if (w!.constant === undefined || leading * heads > 1) {
    return multiplyStacks(context, {
      ...product,
      w: { ...weights, weights: w!.constant ?? w!.value(), dims: w!.shape },
    })
  }
  return convolve(context, {
    ...product,
    w: { ...weights, weights: w!.constant, dims: [outputs, inner, 1, 1] },
    geometry: { kernel_shape: [1, 1], strides: [1, 1], pads: [0, 0, 0, 0], dilations: [1, 1] },
    groups: 1,
  })
}
