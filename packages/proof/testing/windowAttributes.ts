import type { Attributes, Shape } from '@assay/program'

/** A window over an image, plain unless told otherwise. */
export interface Window {
  kernel: readonly [number, number]
  stride?: readonly [number, number]
  /** top, left, bottom, right */
  pad?: readonly [number, number, number, number]
  dilation?: readonly [number, number]
}

export function windowAttributes({
  kernel,
  stride = [1, 1],
  pad = [0, 0, 0, 0],
  dilation = [1, 1],
}: Window): Attributes {
  return {
    kernelH: kernel[0],
    kernelW: kernel[1],
    strideH: stride[0],
    strideW: stride[1],
    padTop: pad[0],
    padLeft: pad[1],
    padBottom: pad[2],
    padRight: pad[3],
    dilationH: dilation[0],
    dilationW: dilation[1],
  }
}

/** Height and width of what the window makes of an image; below 1 where it does not fit. */
export function windowedSize(image: Shape, window: Window): readonly [number, number] {
  const { stride = [1, 1], pad = [0, 0, 0, 0], dilation = [1, 1] } = window
  const size = (axis: 0 | 1): number =>
    Math.floor(
      (image[1 + axis]! + pad[axis] + pad[axis + 2]! - dilation[axis] * (window.kernel[axis] - 1) - 1) / stride[axis],
    ) + 1
  return [size(0), size(1)]
}
