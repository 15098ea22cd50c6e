import type { Node } from '@assay/program'
import type { LoweredOperand, LoweringContext } from '../Lowering.ts'
import { convolve } from './convolve.ts'
import { eightBit } from './eightBit.ts'
import { multipliers } from './multipliers.ts'
import { permuteToOihw } from './permuteToOihw.ts'
import type { QuantisedOutput } from './quantise.ts'
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
  return convolve(context, {
    x: { value: x!.value(), dtype: eightBit(x!.dtype, `${node.op} x`), zero: a.zeroX! },
    w: {
      weights: w!.constant
        ? permuteToOihw(w!.constant, w!.shape)
        : graph.add('Transpose', [w!.value()], { perm: [0, 3, 1, 2] }),
      dtype: eightBit(w!.dtype, `${node.op} w`),
      zero: a.zeroW!,
      dims: [outputs, inputs, kernelH, kernelW],
    },
    multipliers: multipliers(m!, node.op),
    bias: bias!.value([outputs]),
    geometry: windowAttributes(node),
    groups: a.groups!,
    y,
  })
}
