import { convolve } from '../kernels/convolve.ts'
import { eightBit } from '../kernels/eightBit.ts'
import { multipliers } from '../kernels/multipliers.ts'
import { unsignedTwin } from '../kernels/unsignedTwin.ts'
import { windowAttributes } from '../kernels/windowAttributes.ts'
import type { Lowering } from '../Lowering.ts'

/** Two convolutions, the first with 1x1 kernels; what lies between is no output of the graph. */
export const conv2d_depthwise: Lowering = (context, node, [x, w, bias, m, w2, bias2, m2]) => {
  const a = node.attributes
  const [outputs, , , inputs] = w!.shape
  const dtype = eightBit(node.dtype, 'conv2d_depthwise output')
  const t = unsignedTwin({ dtype, zero: a.zeroY!, low: a.low!, high: a.high! })
  const dims = [outputs, inputs, 1, 1]
  const expanded = convolve(context, {
    x: { value: x!.value(), dtype: eightBit(x!.dtype, 'conv2d_depthwise x'), zero: a.zeroX! },
    w: {
      weights: w!.constant ?? w!.value(dims),
      dtype: eightBit(w!.dtype, 'conv2d_depthwise w'),
      zero: a.zeroW!,
      dims,
    },
    multipliers: multipliers(m!, 'conv2d_depthwise'),
    bias: bias!.value([outputs]),
    geometry: { kernel_shape: [1, 1], strides: [1, 1], pads: [0, 0, 0, 0], dilations: [1, 1] },
    groups: 1,
    y: t,
  })
  // [E, kH, kW, 1] holds the bytes of [E, 1, kH, kW].
  const dims2 = [outputs, 1, a.kernelH!, a.kernelW!]
  return convolve(context, {
    x: { value: expanded, dtype: t.dtype, zero: t.zero },
    w: {
      weights: w2!.constant ?? w2!.value(dims2),
      dtype: eightBit(w2!.dtype, 'conv2d_depthwise w2'),
      zero: a.zeroV!,
      dims: dims2,
    },
    multipliers: multipliers(m2!, 'conv2d_depthwise'),
    bias: bias2!.value([outputs]),
    geometry: windowAttributes(node),
    groups: outputs,
    y: { dtype, zero: a.zeroZ!, low: a.lowZ!, high: a.highZ! },
  })
}
