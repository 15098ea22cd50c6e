import { loadCalibrationDigits, loadTestDigits } from '../digits/digits.ts'
import { readFile } from './lib/readFile.ts'
import { resample } from './lib/resample.ts'
import type { ZooModel } from './ZooModel.ts'

/** Digits resampled to 49 x 10: as tall and narrow as a second of speech in ten bands. */
const spectrum = ({ pixels }: { pixels: Uint8Array }) => [
  resample(pixels, [28, 28], [49, 10]).map((byte) => byte / 255),
]

/** The shape of MLPerf Tiny's keyword spotter: depthwise separable convolutions. */
export const keywordSpotter: ZooModel = {
  name: 'keyword-spotter',
  title: 'DS-CNN 49 x 10, four depthwise separable blocks of 64',
  source: 'trained on MNIST digits resampled to 49 x 10 (models/zoo/train)',
  weights: 'trained here',
  async load() {
    const evaluation = loadTestDigits().slice(0, 1000)
    return {
      onnx: readFile('keyword-spotter.onnx'),
      calibration: loadCalibrationDigits().slice(0, 128).map(spectrum),
      evaluation: {
        set: '1,000 MNIST test digits',
        samples: evaluation.map(spectrum),
        labels: evaluation.map(({ label }) => label),
      },
    }
  },
}
