import { attributesOf } from './attributesOf.ts'
import type { Node } from './types.ts'
import { windowSlots } from './windowSlots.ts'

/** Height and width of what a window over the first operand yields; below 1 where no window fits. */
export const windowOutput = (node: Node): { height: number; width: number } => {
  const a = attributesOf(node, windowSlots)
  const [, imageH, imageW] = node.operands[0]!.shape
  const steps = (size: number, kernel: number, stride: number, dilation: number) =>
    Math.floor((size - dilation * (kernel - 1) - 1) / stride) + 1
  return {
    height: steps(imageH + a.padTop + a.padBottom, a.kernelH, a.strideH, a.dilationH),
    width: steps(imageW + a.padLeft + a.padRight, a.kernelW, a.strideW, a.dilationW),
  }
}
