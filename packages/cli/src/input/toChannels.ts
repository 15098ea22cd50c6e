import type { Image } from './Image.ts'

/** Shares of red, green and blue in brightness: ITU-R BT.601, as Pillow's and OpenCV's grey. */
const LUMA = [0.299, 0.587, 0.114] as const

/** The image with as many channels as a model takes. */
export const toChannels = (image: Image, channels: 1 | 3): Image => {
  if (image.channels === channels) return image
  const pixels = image.width * image.height
  const { values: from } = image
  const values = new Float32Array(pixels * channels)
  for (let i = 0; i < pixels; i++) {
    if (channels === 1) values[i] = LUMA[0] * from[3 * i]! + LUMA[1] * from[3 * i + 1]! + LUMA[2] * from[3 * i + 2]!
    else values.fill(from[i]!, 3 * i, 3 * i + 3)
  }
  return { ...image, channels, values }
}
