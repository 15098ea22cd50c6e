import { convolve } from '../kernels/convolve.ts'
import { eightBit } from '../kernels/eightBit.ts'
import { multipliers } from '../kernels/multipliers.ts'
import { permuteToOihw } from '../kernels/permuteToOihw.ts'
import { windowAttributes } from '../kernels/windowAttributes.ts'
import type { Lowering } from '../Lowering.ts'

/** QLinearConv in its NHWC form; weights are turned from OHWI to OIHW, once where they are constant. */
export const conv2d: Lowering = (context, node, [x, w, bias, m]) => {
  const { graph } = context
  const a = node.attributes
  const [outputs, kernelH, kernelW, inputs] = w!.shape
  return convolve(context, {
    x: { value: x!.value(), dtype: eightBit(x!.dtype, 'conv2d x'), zero: a.zeroX! },
    w: {
      weights: w!.constant
        ? permuteToOihw(w!.constant, w!.shape)
        : graph.add('Transpose', [w!.value()], { perm: [0, 3, 1, 2] }),
      dtype: eightBit(w!.dtype, 'conv2d w'),
      zero: a.zeroW!,
      dims: [outputs, inputs, kernelH, kernelW],
    },
    multipliers: multipliers(m!, 'conv2d'),
    bias: bias!.value([outputs]),
    geometry: windowAttributes(node),
    groups: a.groups!,
    y: { dtype: eightBit(node.dtype, 'conv2d output'), zero: a.zeroY!, low: a.low!, high: a.high! },
  })
}
