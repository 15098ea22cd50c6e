import type { Node } from '@assay/program'
import type { LoweredOperand, LoweringContext } from '../Lowering.ts'
import { convolve } from './convolve.ts'
import { eightBit } from './eightBit.ts'
import { foldWidth } from './foldWidth.ts'
import { multipliers } from './multipliers.ts'
import { permuteToOihw } from './permuteToOihw.ts'
import type { QuantisedOutput } from './quantise.ts'
import { repeatBytes } from './repeatBytes.ts'
import { windowAttributes } from './windowAttributes.ts'

/** The convolution of a node whose first operands are conv2d's; weights are turned from OHWI to OIHW, once where they are constant. */
export function convolveNode(
  context: LoweringContext,
  node: Node,
  [x, w, bias, m]: readonly LoweredOperand[],
  y: QuantisedOutput,
): string {
  const { graph } = context
  const a = node.attributes
  const [outputs, kernelH, kernelW, inputs] = w!.shape
  const dtypes = {
    x: { dtype: eightBit(x!.dtype, `${node.op} x`), zero: a.zeroX! },
    w: { dtype: eightBit(w!.dtype, `${node.op} w`), zero: a.zeroW! },
  }
  const scale = multipliers(m!, node.op)
  const folded = w!.constant && bias!.constant ? foldWidth(node, w!.constant) : undefined
  if (folded !== undefined) {
    const { x: image, weights, weightShape, repeats } = folded
    const [foldedOutputs, , foldedW, foldedInputs] = weightShape
    const value = convolve(context, {
      x: { value: x!.value(image), ...dtypes.x },
      w: {
        weights: permuteToOihw(graph, weights, weightShape),
        dims: [foldedOutputs, foldedInputs, kernelH, foldedW],
        ...dtypes.w,
      },
      multipliers: Float32Array.from({ length: foldedOutputs }, (_, i) => scale[i % outputs]!),
      bias: graph.constant('i32', [foldedOutputs], repeatBytes(bias!.constant!, repeats)),
      geometry: {
        kernel_shape: [kernelH, foldedW],
        strides: [a.strideH!, 1],
        pads: [a.padTop!, folded.padLeft, a.padBottom!, folded.padRight],
        dilations: [a.dilationH!, 1],
      },
      groups: 1,
      y,
    })
    return graph.add('Reshape', [value, graph.int64s(node.shape)])
  }
  return convolve(context, {
    x: { value: x!.value(), ...dtypes.x },
    w: {
      weights: w!.constant
        ? permuteToOihw(graph, w!.constant, w!.shape)
        : graph.add('Transpose', [w!.value()], { perm: [0, 3, 1, 2] }),
      dims: [outputs, inputs, kernelH, kernelW],
      ...dtypes.w,
    },
    multipliers: scale,
    bias: bias!.value([outputs]),
    geometry: windowAttributes(node),
    groups: a.groups!,
    y,
  })
}
