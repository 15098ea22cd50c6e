import { seededRandom } from '@assay/proof/testing'
import { exactInference } from './exactInference.ts'
import type { Figure } from './Figure.ts'
import { importNetwork } from './networks/importNetwork.ts'
import { mobilenetV2 } from './networks/mobilenetV2.ts'
import { resnet50 } from './networks/resnet50.ts'

const PIXELS = 3 * 224 * 224
const networks = { mobilenetv2: mobilenetV2, resnet50 }

/** Networks of the shapes that are served, 224 x 224, seeded weights: on one thread, and on two. */
export const inferenceLarge = async (): Promise<Figure[]> => {
  const figures: Figure[] = []
  for (const [name, build] of Object.entries(networks)) {
    const onnx = build()
    const model = await importNetwork(onnx)
    for (const threads of [1, 2]) {
      figures.push(
        ...(await exactInference({
          name,
          onnx,
          shape: [1, 3, 224, 224],
          outputShape: [1, 1000],
          // The values do not matter for time: the network is the same for all.
          asFloats: (bytes) => Float32Array.from(bytes, (byte) => byte / 127.5 - 1),
          model,
          inputs: [1, 2, 3, 4].map((seed) => seededRandom(seed).bytes(PIXELS)),
          unit: 'ms',
          // Single calls: on a machine that is not ours alone, short ones are left alone more often.
          count: name === 'resnet50' ? 31 : 101,
          calls: 1,
          threads,
        })),
      )
    }
  }
  return figures
}
