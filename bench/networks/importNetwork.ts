import { importOnnx } from '@assay/importer'
import type { Model } from '@assay/program'
import { seededRandom } from '@assay/proof/testing'

const CALIBRATION_SAMPLES = 2
const PIXELS = 3 * 224 * 224

/** A picture of noise, as the float networks take it: channels first, -1 to 1. */
export const noisePicture = (seed: number): Float32Array =>
  Float32Array.from(seededRandom(seed).bytes(PIXELS), (byte) => byte / 127.5 - 1)

/** The exact program of a float32 network, as `model compile` makes it. */
export const importNetwork = async (onnx: Uint8Array): Promise<Model> => {
  const calibration = Array.from({ length: CALIBRATION_SAMPLES }, (_, i) => [noisePicture(i + 1)])
  const evaluation = { set: 'one picture of noise', samples: calibration.slice(0, 1) }
  return (await importOnnx(onnx, { calibration, evaluation })).model
}
