import { binFeatures } from './lib/binFeatures.ts'
import { penguins, TRAINING_PENGUINS } from './lib/penguins.ts'
import { readFile } from './lib/readFile.ts'
import type { ZooModel } from './ZooModel.ts'

/** Boosted trees as products of matrices. */
export const trees: ZooModel = {
  name: 'trees',
  title: 'Gradient-boosted trees, 36 of depth 3',
  source:
    'trained on the Palmer penguins (CC0, from npm vega-datasets; models/zoo/train), written as gather, sub, clip and matmul',
  weights: 'trained here',
  async load() {
    const read = binFeatures()
    const all = penguins()
    const unseen = all.slice(TRAINING_PENGUINS)
    return {
      onnx: readFile('trees.onnx'),
      calibration: [
        // every bin from 0 to 255, so that a byte of the input is a bin
        ...[0, 255].map((bin) => [new Float32Array(6).fill(bin)]),
        ...all.slice(0, TRAINING_PENGUINS).map((penguin) => [read(penguin)]),
      ],
      evaluation: {
        set: `${unseen.length} penguins that they were not trained with`,
        samples: unseen.map((penguin) => [read(penguin)]),
        labels: unseen.map(({ label }) => label),
      },
    }
  },
}
