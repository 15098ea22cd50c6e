import { type Penguin, penguins, TRAINING_PENGUINS } from './penguins.ts'

/**
 * Features as numbers of bins, 0..255, as histogram-based boosting (LightGBM) reads them: a feature's bin is the number
 * of distinct training values, thinned to 255, that lie below it. So a byte holds every threshold exactly.
 */
export function binFeatures(): (penguin: Penguin) => Float32Array {
  const training = penguins().slice(0, TRAINING_PENGUINS)
  const edges = training[0]!.features.map((_, i) => {
    const distinct = [...new Set(training.map(({ features }) => features[i]!))].sort((a, b) => a - b)
    const step = Math.max(1, distinct.length / 255)
    return Array.from({ length: Math.floor(distinct.length / step) }, (_edge, k) => distinct[Math.floor(k * step)]!)
  })
  return ({ features }) => Float32Array.from(features, (value, i) => edges[i]!.filter((edge) => edge < value).length)
}
