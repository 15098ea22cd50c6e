import { loadCalibrationDigits, loadTestDigits } from '../digits/digits.ts'
import { readFile } from './lib/readFile.ts'
import { resample } from './lib/resample.ts'
import type { ZooModel } from './ZooModel.ts'

/** Digits resampled to 20 x 32, as 640 features. */
const features = ({ pixels }: { pixels: Uint8Array }) => [
  resample(pixels, [28, 28], [20, 32]).map((byte) => byte / 255),
]

/** The shape of MLPerf Tiny's anomaly detector. */
export const autoencoder: ZooModel = {
  name: 'autoencoder',
  title: 'Autoencoder 640-128x4-8-128x4-640',
  source: 'trained on MNIST digits resampled to 20 x 32 (models/zoo/train)',
  weights: 'trained here',
  async load() {
    return {
      onnx: readFile('autoencoder.onnx'),
      calibration: loadCalibrationDigits().slice(0, 128).map(features),
      evaluation: { set: '500 MNIST test digits', samples: loadTestDigits().slice(0, 500).map(features) },
    }
  },
}
