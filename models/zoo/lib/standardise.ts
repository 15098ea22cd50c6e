import { type Penguin, penguins, TRAINING_PENGUINS } from './penguins.ts'

/** Features with the mean and deviation of the training penguins taken out: what the tabular network reads. */
export function standardise(): (penguin: Penguin) => Float32Array {
  const training = penguins().slice(0, TRAINING_PENGUINS)
  const columns = training[0]!.features.map((_, i) => training.map(({ features }) => features[i]!))
  const means = columns.map((column) => column.reduce((a, b) => a + b, 0) / column.length)
  const deviations = columns.map((column, i) =>
    Math.sqrt(column.reduce((sum, value) => sum + (value - means[i]!) ** 2, 0) / column.length),
  )
  return ({ features }) => Float32Array.from(features, (value, i) => (value - means[i]!) / deviations[i]!)
}
