import { convolve } from '../kernels/convolve.ts'
import { eightBit } from '../kernels/eightBit.ts'
import { multipliers } from '../kernels/multipliers.ts'
import { quantise } from '../kernels/quantise.ts'
import { toggleSign } from '../kernels/toggleSign.ts'
import { windowAttributes } from '../kernels/windowAttributes.ts'
import { windowCounts } from '../kernels/windowCounts.ts'
import type { Lowering } from '../Lowering.ts'

/**
 * Where all windows have as many taps inside the image, a depthwise convolution with ones. Otherwise the multiplier
 * depends on the position, so the sums come out as int32 (ConvInteger, which exists in NCHW only) and are rescaled by a map.
 */
export const avg_pool: Lowering = (context, node, [x, m]) => {
  const { graph } = context
  const a = node.attributes
  const [, height, width, channels] = x!.shape
  const [, outputH, outputW] = node.shape
  const dtype = eightBit(x!.dtype, 'avg_pool x')
  const y = { dtype: eightBit(node.dtype, 'avg_pool output'), zero: a.zeroY!, low: a.low!, high: a.high! }
  const table = multipliers(m!, 'avg_pool')
  const geometry = windowAttributes(node)
  const dims = [channels, 1, a.kernelH!, a.kernelW!]
  const ones = new Uint8Array(channels * a.kernelH! * a.kernelW!).fill(1)
  const rows = windowCounts({
    size: height,
    outputs: outputH,
    kernel: a.kernelH!,
    stride: a.strideH!,
    dilation: a.dilationH!,
    padBefore: a.padTop!,
  })
  const columns = windowCounts({
    size: width,
    outputs: outputW,
    kernel: a.kernelW!,
    stride: a.strideW!,
    dilation: a.dilationW!,
    padBefore: a.padLeft!,
  })
  const map = new Float32Array(outputH * outputW)
  rows.forEach((row, h) => {
    columns.forEach((column, w) => {
      map[h * outputW + w] = table[row * column]!
    })
  })
  if (map.every((multiplier) => Object.is(multiplier, map[0]))) {
    return convolve(context, {
      x: { value: x!.value(), dtype, zero: a.zeroX! },
      w: { weights: ones, dtype: 'i8', zero: 0, dims },
      multipliers: new Float32Array(channels).fill(map[0]!),
      bias: graph.constant('i32', [channels], new Uint8Array(4 * channels)),
      geometry,
      groups: channels,
      y,
    })
  }
  const unsigned = dtype === 'i8' ? toggleSign(graph, x!.value(), 'u8') : x!.value()
  const planes = graph.add('Transpose', [unsigned], { perm: [0, 3, 1, 2] })
  const zero = graph.scalar('u8', dtype === 'i8' ? a.zeroX! + 128 : a.zeroX!)
  const sums = graph.add('ConvInteger', [planes, graph.constant('u8', dims, ones), zero], {
    ...geometry,
    group: channels,
  })
  const real = graph.add('Cast', [graph.add('Transpose', [sums], { perm: [0, 2, 3, 1] })], { to: 1 })
  const perPosition = graph.constant('f32', [1, outputH, outputW, 1], new Uint8Array(map.buffer))
  return quantise(graph, graph.add('Mul', [real, perPosition]), 1, y)
}
