import type { Node } from '@assay/program'

/** A window's geometry in ONNX's words: pads are top, left, bottom, right, as in the descriptor. */
export function windowAttributes({ attributes: a }: Node) {
  return {
    kernel_shape: [a.kernelH!, a.kernelW!],
    strides: [a.strideH!, a.strideW!],
    pads: [a.padTop!, a.padLeft!, a.padBottom!, a.padRight!],
    dilations: [a.dilationH!, a.dilationW!],
  }
}
