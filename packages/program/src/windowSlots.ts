import { slots } from './slots.ts'

const { kernelH, kernelW, strideH, strideW, padTop, padLeft, padBottom, padRight, dilationH, dilationW } = slots

/** Attributes of an op that slides a window over an image. */
export const windowSlots = {
  kernelH,
  kernelW,
  strideH,
  strideW,
  padTop,
  padLeft,
  padBottom,
  padRight,
  dilationH,
  dilationW,
} as const
