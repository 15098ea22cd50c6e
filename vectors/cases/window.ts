import type { Attributes } from '@assay/program'

export interface Window {
  readonly kernel: readonly [number, number]
  readonly stride?: readonly [number, number]
  /** top, left, bottom, right */
  readonly pads?: readonly [number, number, number, number]
  readonly dilation?: readonly [number, number]
}

/** A window's attributes. */
export const windowAttributes = ({ kernel, stride, pads, dilation }: Window): Attributes => ({
  kernelH: kernel[0],
  kernelW: kernel[1],
  strideH: stride?.[0] ?? 1,
  strideW: stride?.[1] ?? 1,
  padTop: pads?.[0] ?? 0,
  padLeft: pads?.[1] ?? 0,
  padBottom: pads?.[2] ?? 0,
  padRight: pads?.[3] ?? 0,
  dilationH: dilation?.[0] ?? 1,
  dilationW: dilation?.[1] ?? 1,
})

/** Output height and width over an image of `height` x `width`, computed apart from packages/program. */
export const windowSize = (window: Window, height: number, width: number): [number, number] => {
  const steps = (size: number, i: 0 | 1): number => {
    const reach = (window.dilation?.[i] ?? 1) * (window.kernel[i] - 1) + 1
    const padded = size + (window.pads?.[i] ?? 0) + (window.pads?.[i + 2] ?? 0)
    let count = 0
    while (count * (window.stride?.[i] ?? 1) + reach <= padded) count++
    return count
  }
  return [steps(height, 0), steps(width, 1)]
}

/** Windows for images of 5 x 6: every attribute at work, alone and together. */
export const windows: Readonly<Record<string, Window>> = {
  'one tap': { kernel: [1, 1] },
  'no padding': { kernel: [3, 3] },
  'same padding': { kernel: [3, 3], pads: [1, 1, 1, 1] },
  'asymmetric padding': { kernel: [3, 2], pads: [0, 2, 1, 0] },
  'strides that differ': { kernel: [2, 3], stride: [2, 3], pads: [1, 0, 0, 2] },
  'stride beyond the kernel': { kernel: [1, 1], stride: [3, 4] },
  dilation: { kernel: [2, 3], dilation: [3, 2], pads: [1, 1, 1, 1] },
  'dilation over the edge': { kernel: [3, 3], dilation: [4, 5], pads: [4, 5, 4, 5] },
  'whole image': { kernel: [5, 6] },
  'kernel larger than the image': { kernel: [7, 8], pads: [2, 1, 1, 2] },
  'empty windows at the corner': { kernel: [1, 2], pads: [2, 3, 2, 3] },
  'only empty windows': { kernel: [1, 1], pads: [1, 1, 0, 0], stride: [6, 7] },
  'dilated taps all miss the image': { kernel: [2, 2], dilation: [6, 7], pads: [1, 1, 1, 1], stride: [7, 7] },
  'one row': { kernel: [1, 4], pads: [0, 3, 0, 3] },
  'one column': { kernel: [4, 1], pads: [3, 0, 3, 0], stride: [2, 1] },
}
