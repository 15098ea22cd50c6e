import * as tf from '@tensorflow/tfjs'
import { random as seededRandom } from '../../digits/train/random.ts'
import { FloatGraph } from '../lib/FloatGraph.ts'
import { resample } from '../lib/resample.ts'
import { fit } from './fit.ts'
import { glorot } from './glorot.ts'
import { readMnist } from './readMnist.ts'

const WIDTHS = [640, 128, 128, 128, 128, 8, 128, 128, 128, 128, 640]
const BATCH = 128

/** 640-128x4-8-128x4-640, the shape of MLPerf Tiny's anomaly detector, on digits resampled to 20 x 32. */
export async function trainAutoencoder(): Promise<Uint8Array> {
  const digits = await readMnist()
  const draw = seededRandom(640)
  const layers = WIDTHS.slice(1).map((outer, i) => ({
    w: glorot(draw, [WIDTHS[i]!, outer], WIDTHS[i]!, outer),
    b: tf.variable(tf.zeros([outer])),
  }))
  const forward = (x: tf.Tensor2D) =>
    layers.reduce((value, { w, b }, i) => {
      const sum = value.matMul(w as unknown as tf.Tensor2D).add(b) as tf.Tensor2D
      return i < layers.length - 1 ? (sum.relu() as tf.Tensor2D) : sum
    }, x)
  fit({
    name: 'autoencoder',
    steps: 3000,
    peakRate: 0.002,
    variables: layers.flatMap(({ w, b }) => [w, b]),
    loss() {
      const rows = Array.from({ length: BATCH }, () => {
        const at = Math.floor(draw() * digits.count) * 784
        return resample(digits.pixels.subarray(at, at + 784), [28, 28], [20, 32]).map((byte) => byte / 255)
      })
      const flat = new Float32Array(BATCH * 640)
      for (const [i, row] of rows.entries()) flat.set(row, 640 * i)
      const x = tf.tensor2d(flat, [BATCH, 640])
      return tf.losses.meanSquaredError(x, forward(x)).mul(100) as tf.Scalar
    },
  })

  const graph = new FloatGraph()
  let x = graph.input('features', [1, 640])
  layers.forEach(({ w, b }, i) => {
    const weights = graph.constant(`w${i}`, w.shape, w.dataSync() as Float32Array)
    const bias = graph.constant(`b${i}`, b.shape, b.dataSync() as Float32Array)
    x = graph.add('Gemm', `dense${i}`, [x, weights, bias])
    if (i < layers.length - 1) x = graph.add('Relu', `relu${i}`, [x])
  })
  return graph.encode(x, [1, 640])
}
