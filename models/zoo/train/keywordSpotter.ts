import * as tf from '@tensorflow/tfjs'
import { random as seededRandom } from '../../digits/train/random.ts'
import { FloatGraph } from '../lib/FloatGraph.ts'
import { reorder } from '../lib/reorder.ts'
import { resample } from '../lib/resample.ts'
import { fit } from './fit.ts'
import { glorot } from './glorot.ts'
import { readMnist } from './readMnist.ts'

const [ROWS, COLUMNS, CHANNELS, BLOCKS, CLASSES] = [49, 10, 64, 4, 10]
const BATCH = 32

/**
 * DS-CNN (Zhang et al. 2017, the keyword spotter of MLPerf Tiny): a 10 x 4 convolution of stride 2, four depthwise
 * separable blocks of 64 channels, a mean, a dense layer. There is no speech in npm, so it learns digits resampled to
 * 49 x 10.
 */
export async function trainKeywordSpotter(): Promise<Uint8Array> {
  const digits = await readMnist()
  const draw = seededRandom(49)
  const bias = (size: number) => tf.variable(tf.zeros([size]))
  const stem = { w: glorot(draw, [40, CHANNELS], 40, CHANNELS), b: bias(CHANNELS) }
  const blocks = Array.from({ length: BLOCKS }, () => ({
    depthwise: { w: glorot(draw, [9, CHANNELS], 9, 9), b: bias(CHANNELS) },
    pointwise: { w: glorot(draw, [CHANNELS, CHANNELS], CHANNELS, CHANNELS), b: bias(CHANNELS) },
  }))
  const dense = { w: glorot(draw, [CHANNELS, CLASSES], CHANNELS, CLASSES), b: bias(CLASSES) }
  const variables = [stem, dense, ...blocks.flatMap(({ depthwise, pointwise }) => [depthwise, pointwise])]

  const [H, W] = [25, 5]
  /** Convolutions as products of gathered taps: the gradients of these every backend has. */
  const forward = (patches: tf.Tensor2D, batch: number): tf.Tensor2D => {
    let x = patches
      .matMul(stem.w as unknown as tf.Tensor2D)
      .add(stem.b)
      .relu()
      .reshape([batch, H, W, CHANNELS]) as tf.Tensor4D
    for (const { depthwise, pointwise } of blocks) {
      const padded = x.pad([
        [0, 0],
        [1, 1],
        [1, 1],
        [0, 0],
      ])
      const taps = Array.from({ length: 9 }, (_, tap) =>
        padded
          .slice([0, Math.floor(tap / 3), tap % 3, 0], [batch, H, W, CHANNELS])
          .mul((depthwise.w as tf.Tensor).slice([tap, 0], [1, CHANNELS]).reshape([CHANNELS])),
      )
      const filtered = tf
        .addN(taps)
        .add(depthwise.b)
        .relu()
        .reshape([batch * H * W, CHANNELS]) as tf.Tensor2D
      x = filtered
        .matMul(pointwise.w as unknown as tf.Tensor2D)
        .add(pointwise.b)
        .relu()
        .reshape([batch, H, W, CHANNELS])
    }
    return x
      .mean([1, 2])
      .matMul(dense.w as unknown as tf.Tensor2D)
      .add(dense.b) as tf.Tensor2D
  }

  fit({
    name: 'keyword spotter',
    steps: 2400,
    peakRate: 0.004,
    variables: variables.flatMap(({ w, b }) => [w, b]),
    loss() {
      const patches = new Float32Array(BATCH * H * W * 40)
      const oneHot = new Float32Array(BATCH * CLASSES)
      for (let n = 0; n < BATCH; n++) {
        const at = Math.floor(draw() * digits.count)
        oneHot[n * CLASSES + digits.labels[at]!] = 1
        const image = resample(digits.pixels.subarray(at * 784, (at + 1) * 784), [28, 28], [ROWS, COLUMNS])
        gather(image, patches.subarray(n * H * W * 40, (n + 1) * H * W * 40))
      }
      const logits = forward(tf.tensor2d(patches, [BATCH * H * W, 40]), BATCH)
      return tf.losses.softmaxCrossEntropy(tf.tensor2d(oneHot, [BATCH, CLASSES]), logits) as tf.Scalar
    },
  })

  const graph = new FloatGraph()
  const numbers = (variable: tf.Variable) => variable.dataSync() as Float32Array
  const relu = (name: string, op: string, inputs: string[], attributes = {}) =>
    graph.add('Relu', `${name}_relu`, [graph.add(op, name, inputs, attributes)])
  const constant = (name: string, dims: number[], { w, b }: typeof stem, axes: [number[], number[]]) => [
    graph.constant(`${name}_w`, dims, reorder(numbers(w), axes[0], axes[1])),
    graph.constant(`${name}_b`, b.shape, numbers(b)),
  ]
  const input = graph.input('spectrum', [1, 1, ROWS, COLUMNS])
  const first = constant('stem', [CHANNELS, 1, 10, 4], stem, [
    [40, CHANNELS],
    [1, 0],
  ])
  let x = relu('stem', 'Conv', [input, ...first], { kernel_shape: [10, 4], strides: [2, 2], pads: [4, 1, 5, 1] })
  blocks.forEach(({ depthwise, pointwise }, i) => {
    const filter = constant(`depthwise${i}`, [CHANNELS, 1, 3, 3], depthwise, [
      [9, CHANNELS],
      [1, 0],
    ])
    const window = { kernel_shape: [3, 3], pads: [1, 1, 1, 1], group: CHANNELS }
    x = relu(`depthwise${i}`, 'Conv', [x, ...filter], window)
    const mix = constant(`pointwise${i}`, [CHANNELS, CHANNELS, 1, 1], pointwise, [
      [CHANNELS, CHANNELS],
      [1, 0],
    ])
    x = relu(`pointwise${i}`, 'Conv', [x, ...mix], { kernel_shape: [1, 1] })
  })
  x = graph.add('Flatten', 'features', [graph.add('GlobalAveragePool', 'mean', [x])])
  const last = constant('dense', [CHANNELS, CLASSES], dense, [
    [CHANNELS, CLASSES],
    [0, 1],
  ])
  return graph.encode(graph.add('Gemm', 'dense', [x, ...last]), [1, CLASSES])
}

/** The 10 x 4 taps of every place of the first convolution: stride 2, pads 4 above, 5 below, 1 on each side. */
function gather(image: Float32Array, out: Float32Array): void {
  let at = 0
  for (let row = 0; row < 25; row++)
    for (let column = 0; column < 5; column++)
      for (let i = 0; i < 10; i++)
        for (let j = 0; j < 4; j++) {
          const [y, x] = [2 * row - 4 + i, 2 * column - 1 + j]
          out[at++] = y >= 0 && y < ROWS && x >= 0 && x < COLUMNS ? image[y * COLUMNS + x]! / 255 : 0
        }
}
