import { loadCalibrationDigits, loadDigitModel, loadTestDigits } from '../digits/digits.ts'
import type { ZooModel } from './ZooModel.ts'

const pixels = (digit: { readonly pixels: Uint8Array }) => [Float32Array.from(digit.pixels, (byte) => byte / 255)]

/** The digit model of the demonstration. */
export const digits: ZooModel = {
  name: 'digits',
  title: 'Digit classifier, 28 x 28',
  source: 'trained on MNIST (models/digits)',
  weights: 'trained here',
  async load() {
    const evaluation = loadTestDigits().slice(0, 1000)
    return {
      onnx: loadDigitModel(),
      calibration: loadCalibrationDigits().map(pixels),
      evaluation: {
        set: '1,000 MNIST test digits',
        samples: evaluation.map(pixels),
        labels: evaluation.map(({ label }) => label),
      },
    }
  },
}
