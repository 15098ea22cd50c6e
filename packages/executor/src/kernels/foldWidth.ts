import type { Node, Shape } from '@assay/program'

/** A convolution whose image has `fold` neighbouring pixels of a row as one pixel of as many more channels. */
export interface FoldedConvolution {
  /** The image's and the output's dims, of as many elements and in the same byte order as before. */
  readonly x: Shape
  readonly y: Shape
  /** OHWI. */
  readonly weights: Uint8Array
  readonly weightShape: Shape
  /** How many times bias and multipliers stand one after another. */
  readonly repeats: number
  readonly kernelW: number
  readonly padLeft: number
  readonly padRight: number
}

/** ONNX Runtime's direct kernels read four channels at a time; other images are first spread out, pixel by pixel. */
const KERNEL_CHANNELS = 4
/** Folding multiplies the products, most of them by a zero weight: worth it for the few channels of pictures. */
const MAX_FOLDED_CHANNELS = 16

/**
 * Rows of a channels-last image are folded for nothing: [H, W, C] has the bytes of [H, W/r, rC]. The r/strideW output
 * pixels that lie in one folded pixel become channels too, and weights that a folded pixel holds besides are zero points,
 * which add nothing to the sum. So a picture of three channels is convolved four to seven times as fast, and the integers
 * are the same. Undefined where the geometry does not divide, or the channels are already right.
 */
export function foldWidth(node: Node, weights: Uint8Array): FoldedConvolution | undefined {
  const { attributes: a } = node
  const [batch, height, width, channels] = node.operands[0]!.shape
  const [outputs, kernelH, kernelW] = node.operands[1]!.shape
  const [, outH, outW] = node.shape
  if (a.groups !== 1 || a.dilationW !== 1 || channels % KERNEL_CHANNELS === 0) return undefined
  let fold = a.strideW!
  while ((fold * channels) % KERNEL_CHANNELS !== 0) fold += a.strideW!
  const repeats = fold / a.strideW!
  if (fold * channels > MAX_FOLDED_CHANNELS || width % fold !== 0 || outW % repeats !== 0) return undefined

  // Folded pixels that hold a tap of any of the outputs folded into one, counted from that output's own.
  const first = Math.floor(-a.padLeft! / fold)
  const last = Math.floor((fold - a.strideW! - a.padLeft! + kernelW - 1) / fold)
  const folded = last - first + 1
  const padRight = outW / repeats - width / fold + first + folded - 1
  if (padRight < 0) return undefined

  const spread = new Uint8Array(repeats * outputs * kernelH * folded * fold * channels).fill(a.zeroW!)
  for (let repeat = 0; repeat < repeats; repeat++) {
    for (let output = 0; output < outputs; output++) {
      for (let row = 0; row < kernelH; row++) {
        const from = (output * kernelH + row) * kernelW * channels
        const start = repeat * a.strideW! - a.padLeft! - first * fold
        const to = (((repeat * outputs + output) * kernelH + row) * folded * fold + start) * channels
        spread.set(weights.subarray(from, from + kernelW * channels), to)
      }
    }
  }
  return {
    x: [batch, height, width / fold, fold * channels],
    y: [batch, outH, outW / repeats, repeats * outputs],
    weights: spread,
    weightShape: [repeats * outputs, kernelH, folded, fold * channels],
    repeats,
    kernelW: folded,
    padLeft: -first,
    padRight,
  }
}
