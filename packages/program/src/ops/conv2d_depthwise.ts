import { attributesOf } from '../attributesOf.ts'
import { checkOperand } from '../checkOperand.ts'
import { checkProduct } from '../checkProduct.ts'
import { checkQuantised } from '../checkQuantised.ts'
import { checkShape } from '../checkShape.ts'
import { checkWindow } from '../checkWindow.ts'
import { checkZeroPoint } from '../checkZeroPoint.ts'
import { effectiveMultiplier } from '../effectiveMultiplier.ts'
import type { OpDefinition } from '../OpDefinition.ts'
import { productSum } from '../productSum.ts'
import { rescale } from '../rescale.ts'
import { slots } from '../slots.ts'
import { sumOfProducts } from '../sumOfProducts.ts'
import type { Shape } from '../types.ts'
import { unravel } from '../unravel.ts'
import { windowCost } from '../windowCost.ts'
import { windowOutput } from '../windowOutput.ts'
import { windowSlots } from '../windowSlots.ts'

const { zeroX, zeroW, zeroY, low, high, zeroV, zeroZ, lowZ, highZ } = slots
const attributes = { ...windowSlots, zeroX, zeroW, zeroY, low, high, zeroV, zeroZ, lowZ, highZ }

/** A 1x1 conv2d and the depthwise conv2d of its value: an inverted bottleneck whose widest tensor is not committed. */
export const conv2dDepthwise: OpDefinition = {
  name: 'conv2d_depthwise',
  opcode: 22,
  operands: ['x', 'w', 'bias', 'multiplier', 'w2', 'bias2', 'multiplier2'],
  attributes,

  validate(node, at) {
    const a = attributesOf(node, attributes)
    const [batch, , , channels] = node.operands[0]!.shape
    const outChannels = node.shape[3]
    checkWindow(node, at)
    checkProduct(node, at, [outChannels, 1, 1, channels])
    const perChannel: Shape = [1, 1, 1, outChannels]
    const second: Shape = [outChannels, a.kernelH, a.kernelW, 1]
    checkOperand(node, at, 4, { name: 'w2', dtypes: node.dtype === 'u8' ? ['u8', 'i8'] : ['i8'], shape: second })
    checkOperand(node, at, 5, { name: 'bias2', dtypes: ['i32'], shape: perChannel })
    checkOperand(node, at, 6, { name: 'multiplier2', dtypes: ['f32'], shape: perChannel })
    checkZeroPoint(node, at, 'zeroV', node.operands[4]!.dtype)
    checkQuantised(node, at, 'Z')
    const { height, width } = windowOutput(node)
    checkShape({ node: at, op: node.op, field: 'shape' }, node.shape, [batch, height, width, outChannels])
  },

  cost(node, [chunkBytes]) {
    const a = attributesOf(node, attributes)
    const channels = node.operands[0]!.shape[3]
    const taps = a.kernelH * a.kernelW
    const word = { runs: 1, runBytes: 4 }
    return {
      reads: [
        windowCost(node, channels, chunkBytes!),
        { runs: 1, runBytes: channels },
        word,
        word,
        { runs: 1, runBytes: taps },
        word,
        word,
      ],
      units: taps * channels,
      // each tap is a run, and a value of its own to round
      separateRuns: 2 * taps,
    }
  },

  element(node, read, index) {
    const a = attributesOf(node, attributes)
    const [, imageH, imageW, channels] = node.operands[0]!.shape
    const [n, outY, outX, e] = unravel(index, node.shape)
    const between = (pixel: number): number => {
      let acc = read(2, e)
      for (let c = 0; c < channels; c++)
        acc = (acc + (read(0, pixel * channels + c) - a.zeroX) * (read(1, e * channels + c) - a.zeroW)) | 0
      return rescale(acc, effectiveMultiplier(read(3, e)), a.zeroY, a.low, a.high)
    }
    let acc = read(5, e)
    for (let kernelY = 0; kernelY < a.kernelH; kernelY++) {
      const y = outY * a.strideH - a.padTop + kernelY * a.dilationH
      if (y < 0 || y >= imageH) continue
      for (let kernelX = 0; kernelX < a.kernelW; kernelX++) {
        const x = outX * a.strideW - a.padLeft + kernelX * a.dilationW
        if (x < 0 || x >= imageW) continue
        const value = between((n * imageH + y) * imageW + x) - a.zeroY
        acc = (acc + value * (read(4, (e * a.kernelH + kernelY) * a.kernelW + kernelX) - a.zeroV)) | 0
      }
    }
    return rescale(acc, effectiveMultiplier(read(6, e)), a.zeroZ, a.lowZ, a.highZ)
  },

  sum(node, ranges, read) {
    const a = attributesOf(node, attributes)
    const first = productSum(node, ranges, read)
    const x = { min: a.low - a.zeroY, max: a.high - a.zeroY }
    const w = { position: 4, zero: a.zeroV, taps: a.kernelH * a.kernelW }
    const second = sumOfProducts(node, { x, w, bias: 5 }, ranges, read)
    return { min: Math.min(first.min, second.min), max: Math.max(first.max, second.max) }
  },
}
