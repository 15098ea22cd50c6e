import { attributesOf } from './attributesOf.ts'
import type { Node } from './types.ts'
import { unravel } from './unravel.ts'
import { windowSlots } from './windowSlots.ts'

/**
 * The elements of the first operand, an image, that the pooling window of output element `index` covers inside the
 * image, row by row.
 */
export const windowTaps = (node: Node, index: number): number[] => {
  const a = attributesOf(node, windowSlots)
  const [, imageH, imageW, channels] = node.operands[0]!.shape
  const [n, outY, outX, c] = unravel(index, node.shape)
  const taps: number[] = []
  for (let kernelY = 0; kernelY < a.kernelH; kernelY++) {
    const y = outY * a.strideH - a.padTop + kernelY * a.dilationH
    if (y < 0 || y >= imageH) continue
    for (let kernelX = 0; kernelX < a.kernelW; kernelX++) {
      const x = outX * a.strideW - a.padLeft + kernelX * a.dilationW
      if (x >= 0 && x < imageW) taps.push(((n * imageH + y) * imageW + x) * channels + c)
    }
  }
  return taps
}
