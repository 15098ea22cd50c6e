import { UsageError } from '../errors.ts'
import { cropImage } from './cropImage.ts'
import type { Image } from './Image.ts'
import { type ImageInput, imageLayout } from './imageLayout.ts'
import type { Preprocessing } from './Preprocessing.ts'
import { resizeImage } from './resizeImage.ts'
import { toChannels } from './toChannels.ts'

const MIDDLE = 127.5

/** Whether the border is light on average. */
const isLightAround = ({ width, height, channels, values }: Image): boolean => {
  let sum = 0
  let count = 0
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      if (x > 0 && x < width - 1 && y > 0 && y < height - 1) continue
      for (let c = 0; c < channels; c++) sum += values[(y * width + x) * channels + c]!
      count += channels
    }
  return sum / count > MIDDLE
}

/** A picture as the numbers that an ONNX model takes, in its own row-major order. */
export const imageToNumbers = (picture: Image, input: ImageInput, how: Preprocessing): Float32Array => {
  const { channels, height, width, order } = imageLayout(input, how.layout)
  for (const [option, list] of [
    ['--mean', how.mean],
    ['--std', how.std],
  ] as const)
    if (list.length !== 1 && list.length !== channels)
      throw new UsageError(
        `${option} has ${list.length} numbers; input "${input.name}" has ${channels} channels. Give one number, or ${channels}.`,
      )
  const grey = toChannels(picture, channels)
  const cut = how.fit === 'crop' ? cropImage(grey, width, height) : grey
  const image = resizeImage(cut, width, height, how.resize)
  const inverted = how.invert === 'yes' || (how.invert === 'auto' && isLightAround(image))
  const pixels = width * height
  const numbers = new Float32Array(pixels * channels)
  for (let i = 0; i < pixels; i++)
    for (let c = 0; c < channels; c++) {
      const raw = image.values[i * channels + c]!
      const value = (inverted ? 255 - raw : raw) * how.scale
      const mean = how.mean[c] ?? how.mean[0]!
      const std = how.std[c] ?? how.std[0]!
      numbers[order === 'nchw' ? c * pixels + i : i * channels + c] = (value - mean) / std
    }
  return numbers
}
