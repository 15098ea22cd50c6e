import { PNG } from 'pngjs'
import { FileInvalid } from '../errors.ts'
import type { Image } from './Image.ts'

/** Pixels that are decoded at most: a small file may claim any size, and is refused before anything is allocated for it. */
const MAX_PIXELS = 2 ** 26
const HEADER_BYTES = 24
const WHITE = 255

/** Reads a PNG file as three channels. What is transparent is laid over white; 16-bit channels are rounded to 8. */
export const decodePng = (bytes: Uint8Array, name: string): Image => {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const [claimedWidth, claimedHeight] =
    file.length < HEADER_BYTES ? [0, 0] : [file.readUInt32BE(16), file.readUInt32BE(20)]
  if (claimedWidth * claimedHeight > MAX_PIXELS)
    throw new FileInvalid(
      `${name} claims ${claimedWidth} x ${claimedHeight} pixels; at most ${MAX_PIXELS} in all are read. Shrink it first.`,
    )
  const { width, height, data } = (() => {
    try {
      return PNG.sync.read(file)
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause)
      throw new FileInvalid(`${name} is not a PNG image that can be read (${reason}). Save it again as PNG.`, { cause })
    }
  })()
  const values = new Float32Array(width * height * 3)
  for (let pixel = 0; pixel < width * height; pixel++) {
    const opacity = data[4 * pixel + 3]! / 255
    for (let channel = 0; channel < 3; channel++)
      values[3 * pixel + channel] = data[4 * pixel + channel]! * opacity + WHITE * (1 - opacity)
  }
  return { width, height, channels: 3, values }
}
