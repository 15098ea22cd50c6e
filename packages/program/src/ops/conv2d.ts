import { attributesOf } from '../attributesOf.ts'
import { checkConvolution } from '../checkConvolution.ts'
import { effectiveMultiplier } from '../effectiveMultiplier.ts'
import type { OpDefinition } from '../OpDefinition.ts'
import { productSum } from '../productSum.ts'
import { rescale } from '../rescale.ts'
import { slots } from '../slots.ts'
import { unravel } from '../unravel.ts'
import { windowCost } from '../windowCost.ts'
import { windowSlots } from '../windowSlots.ts'

const { groups, zeroX, zeroW, zeroY, low, high } = slots
const attributes = { ...windowSlots, groups, zeroX, zeroW, zeroY, low, high }

/** Convolution of images [N, H, W, C] with weights [O, kH, kW, C/groups]; source: ONNX QLinearConv. */
export const conv2d: OpDefinition = {
  name: 'conv2d',
  opcode: 1,
  operands: ['x', 'w', 'bias', 'multiplier'],
  attributes,

  validate: checkConvolution,

  cost(node, [chunkBytes]) {
    const a = attributesOf(node, attributes)
    const depth = node.operands[0]!.shape[3] / a.groups
    const taps = a.kernelH * a.kernelW * depth
    return {
      reads: [
        windowCost(node, depth, chunkBytes!),
        { runs: 1, runBytes: taps },
        { runs: 1, runBytes: 4 },
        { runs: 1, runBytes: 4 },
      ],
      units: taps,
      separateRuns: a.groups === 1 && a.dilationW === 1 ? a.kernelH : a.kernelH * a.kernelW,
    }
  },

  element(node, read, index) {
    const a = attributesOf(node, attributes)
    const [, imageH, imageW, channels] = node.operands[0]!.shape
    const [n, outY, outX, o] = unravel(index, node.shape)
    const depth = channels / a.groups
    const firstChannel = Math.floor((o * a.groups) / node.shape[3]) * depth
    let acc = read(2, o)
    for (let kernelY = 0; kernelY < a.kernelH; kernelY++) {
      const y = outY * a.strideH - a.padTop + kernelY * a.dilationH
      if (y < 0 || y >= imageH) continue
      for (let kernelX = 0; kernelX < a.kernelW; kernelX++) {
        const x = outX * a.strideW - a.padLeft + kernelX * a.dilationW
        if (x < 0 || x >= imageW) continue
        const image = ((n * imageH + y) * imageW + x) * channels + firstChannel
        const weights = ((o * a.kernelH + kernelY) * a.kernelW + kernelX) * depth
        for (let c = 0; c < depth; c++)
          acc = (acc + (read(0, image + c) - a.zeroX) * (read(1, weights + c) - a.zeroW)) | 0
      }
    }
    return rescale(acc, effectiveMultiplier(read(3, o)), a.zeroY, a.low, a.high)
  },

  sum: (node, ranges, read) => productSum(node, ranges, read),
}
