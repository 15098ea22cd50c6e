import * as tf from '@tensorflow/tfjs'
import { random as seededRandom } from '../../digits/train/random.ts'
import { FloatGraph } from '../lib/FloatGraph.ts'
import { penguins, TRAINING_PENGUINS } from '../lib/penguins.ts'
import { standardise } from '../lib/standardise.ts'
import { fit } from './fit.ts'
import { glorot } from './glorot.ts'

const WIDTHS = [6, 32, 32, 3]

/** A perceptron of two hidden layers that tells a penguin's species by six measurements. */
export async function trainTabular(): Promise<Uint8Array> {
  const draw = seededRandom(6)
  const read = standardise()
  const training = penguins().slice(0, TRAINING_PENGUINS)
  const flat = new Float32Array(training.length * 6)
  for (const [i, penguin] of training.entries()) flat.set(read(penguin), 6 * i)
  const x = tf.tensor2d(flat, [training.length, 6])
  const target = tf.oneHot(
    training.map(({ label }) => label),
    3,
  )
  const layers = WIDTHS.slice(1).map((outer, i) => ({
    w: glorot(draw, [WIDTHS[i]!, outer], WIDTHS[i]!, outer),
    b: tf.variable(tf.zeros([outer])),
  }))
  fit({
    name: 'tabular',
    steps: 600,
    peakRate: 0.01,
    variables: layers.flatMap(({ w, b }) => [w, b]),
    loss() {
      const logits = layers.reduce((value, { w, b }, i) => {
        const sum = value.matMul(w as unknown as tf.Tensor2D).add(b) as tf.Tensor2D
        return i < layers.length - 1 ? (sum.relu() as tf.Tensor2D) : sum
      }, x)
      return tf.losses.softmaxCrossEntropy(target, logits) as tf.Scalar
    },
  })
  const graph = new FloatGraph()
  let value = graph.input('features', [1, 6])
  layers.forEach(({ w, b }, i) => {
    const weights = graph.constant(`w${i}`, w.shape, w.dataSync() as Float32Array)
    const bias = graph.constant(`b${i}`, b.shape, b.dataSync() as Float32Array)
    value = graph.add('Gemm', `dense${i}`, [value, weights, bias])
    if (i < layers.length - 1) value = graph.add('Relu', `relu${i}`, [value])
  })
  return graph.encode(value, [1, 3])
}
