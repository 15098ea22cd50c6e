import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runInNewContext } from 'node:vm'
import { fetchPackage } from './lib/fetchPackage.ts'
import { type KerasLayer, kerasToOnnx } from './lib/kerasToOnnx.ts'
import { photoSamples } from './lib/photoSamples.ts'
import { readWeights, type WeightEntry } from './lib/readWeights.ts'
import type { ZooModel } from './ZooModel.ts'

const FOLDER = 'dist/models/mobilenet_v2'

/** MobileNetV2 at 224 x 224 with trained weights: five classes of pictures. Third party, MIT. */
export const mobilenetV2: ZooModel = {
  name: 'mobilenet-v2',
  title: 'MobileNetV2, 224 x 224, 5 classes',
  source: 'npm nsfwjs 4.4.0 (MIT): trained weights, turned from Keras to ONNX',
  weights: 'third party',
  async load() {
    const folder = await fetchPackage({
      name: 'nsfwjs',
      version: '4.4.0',
      integrity: 'sha512-krC1fgeTLXtZwgdpKJ0jm7hqv0gTSRQQRL+FhOaxaJ9Wj92t42BO3csO2odwgTAgZgf2RvkwPtp0R8Aa7dc+MA==',
    })
    const model = readScript(join(folder, FOLDER, 'model.min.js')) as KerasScript
    const weights = readScript(join(folder, FOLDER, 'group1-shard1of1.min.js')) as string
    const onnx = kerasToOnnx(
      model.modelTopology.model_config.config.layers,
      readWeights(model.weightsManifest[0]!.weights, Buffer.from(weights, 'base64')),
    )
    const pixels = { height: 224, width: 224, value: (byte: number) => byte / 255 }
    return {
      onnx,
      calibration: await photoSamples(32, 1, pixels),
      options: { ranges: { percentile: 99.99 }, biasCorrection: true },
      evaluation: { set: '64 crops of photographs', samples: await photoSamples(64, 2, pixels) },
    }
  },
}

interface KerasScript {
  readonly modelTopology: { readonly model_config: { readonly config: { readonly layers: readonly KerasLayer[] } } }
  readonly weightsManifest: readonly { readonly weights: readonly WeightEntry[] }[]
}

/** The package wraps JSON into scripts; they are run apart from everything, for the value they export. */
function readScript(file: string): unknown {
  const module = { exports: {} as unknown }
  runInNewContext(readFileSync(file, 'utf8'), { module, exports: module.exports })
  return module.exports
}
