import { PNG } from 'pngjs'
import { FileInvalid } from '../errors.ts'
import type { Image } from './Image.ts'

/** Pixels that are decoded at most: a small file may claim any size, and is refused before anything is allocated for it. */
const MAX_PIXELS = 2 ** 26
const HEADER_BYTES = 24
const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
/** What a file called .png is instead, most often, by its first bytes. */
const OTHERS: readonly (readonly [kind: string, start: string])[] = [
  ['a JPEG', '\xff\xd8\xff'],
  ['a GIF', 'GIF8'],
  ['a BMP', 'BM'],
  ['a WebP', 'RIFF'],
]
const WHITE = 255

/** Reads a PNG file as three channels. What is transparent is laid over white; 16-bit channels are rounded to 8. */
export const decodePng = (bytes: Uint8Array, name: string): Image => {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (file.length < HEADER_BYTES || !file.subarray(0, SIGNATURE.length).equals(SIGNATURE)) {
    const [kind] = OTHERS.find(([, start]) => file.toString('latin1', 0, start.length) === start) ?? []
    throw new FileInvalid(
      `${name} is not a PNG image that can be read (${kind === undefined ? `its ${file.length} bytes do not begin as one` : `it is ${kind}`}). Save it again as PNG.`,
    )
  }
  const [claimedWidth, claimedHeight] = [file.readUInt32BE(16), file.readUInt32BE(20)]
  if (claimedWidth * claimedHeight > MAX_PIXELS)
    throw new FileInvalid(
      `${name} claims ${claimedWidth} x ${claimedHeight} pixels; at most ${MAX_PIXELS} in all are read. Shrink it first.`,
    )
  const { width, height, data } = (() => {
    try {
      return PNG.sync.read(file)
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause)
      throw new FileInvalid(
        `${name} is not a PNG image that can be read (cut short or damaged: ${reason}). Save it again as PNG.`,
        { cause },
      )
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
