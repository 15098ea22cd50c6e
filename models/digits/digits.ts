import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

export interface Digit {
  /** 28 x 28 pixels, row by row, 0 background to 255 ink: the digit model's input as it is. */
  readonly pixels: Uint8Array
  /** 0 to 9. */
  readonly label: number
}

/** All 10,000 digits of the MNIST test set, in its order. */
export const loadTestDigits = (): Digit[] => unpack('test-digits.bin.gz')

/** The first 512 digits of the MNIST training set: what the importer calibrates with. */
export const loadCalibrationDigits = (): Digit[] => unpack('calibration-digits.bin.gz')

/** The float32 digit model, as models/digits/train writes it. */
export const loadDigitModel = (): Uint8Array => new Uint8Array(readFileSync(new URL('digits.onnx', import.meta.url)))

/** gzip of: count x 784 pixels, then count labels. */
function unpack(file: string): Digit[] {
  const bytes = new Uint8Array(gunzipSync(readFileSync(new URL(file, import.meta.url))))
  const count = bytes.length / 785
  return Array.from({ length: count }, (_, i) => ({
    pixels: bytes.subarray(i * 784, (i + 1) * 784),
    label: bytes[count * 784 + i]!,
  }))
}
