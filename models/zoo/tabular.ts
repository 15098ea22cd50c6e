import { penguins, TRAINING_PENGUINS } from './lib/penguins.ts'
import { readFile } from './lib/readFile.ts'
import { standardise } from './lib/standardise.ts'
import type { ZooModel } from './ZooModel.ts'

/** A perceptron over six columns of a table. */
export const tabular: ZooModel = {
  name: 'tabular',
  title: 'Tabular perceptron 6-32-32-3',
  source: 'trained on the Palmer penguins (CC0, from npm vega-datasets; models/zoo/train)',
  weights: 'trained here',
  async load() {
    const read = standardise()
    const all = penguins()
    const unseen = all.slice(TRAINING_PENGUINS)
    return {
      onnx: readFile('tabular.onnx'),
      calibration: all.slice(0, TRAINING_PENGUINS).map((penguin) => [read(penguin)]),
      evaluation: {
        set: `${unseen.length} penguins that it was not trained with`,
        samples: unseen.map((penguin) => [read(penguin)]),
        labels: unseen.map(({ label }) => label),
      },
    }
  },
}
