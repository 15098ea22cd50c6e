import * as tf from '@tensorflow/tfjs'
import { random } from './random.ts'

export interface Network {
  readonly variables: Record<string, tf.Variable>
  /** [batch, 28, 28, 1] pixels in 0..1 to [batch, 10] logits. */
  forward(x: tf.Tensor4D): tf.Tensor2D
}

/** Convolutions: HWIO shape of the weights; the last entry is the fully connected layer, [in, out]. */
export const SHAPES = {
  conv1: [5, 5, 1, 12],
  conv2: [3, 3, 12, 24],
  conv3: [3, 3, 24, 24],
  conv4: [3, 3, 24, 48],
  dense: [48, 10],
} as const

/**
 * Convolution 5x5/2, convolution 3x3, max pool, a residual block of one convolution, convolution, global average, ten
 * logits: small enough to re-run anywhere, with one of each kind of layer that images need.
 */
export function network(seed: number): Network {
  const draw = random(seed)
  const variables: Record<string, tf.Variable> = {}
  for (const [name, shape] of Object.entries(SHAPES)) {
    const fanIn = shape.slice(0, -1).reduce((product, d) => product * d, 1)
    const size = fanIn * (shape.at(-1) ?? 1)
    // He initialisation, uniform: a square root is exact everywhere, a logarithm need not be.
    const bound = Math.sqrt(6 / fanIn)
    const values = Float32Array.from({ length: size }, () => (draw() * 2 - 1) * bound)
    variables[`${name}.weight`] = tf.variable(tf.tensor(values, [...shape]))
    variables[`${name}.bias`] = tf.variable(tf.zeros([shape.at(-1) ?? 1]))
  }
  const conv = (x: tf.Tensor4D, name: string, stride: number, pad: 'same' | 'valid') =>
    tf.add(tf.conv2d(x, variables[`${name}.weight`] as unknown as tf.Tensor4D, stride, pad), variables[`${name}.bias`]!)
  return {
    variables,
    forward: (x) => {
      const a = tf.relu(conv(x, 'conv1', 2, 'same')) as tf.Tensor4D
      const b = tf.relu(conv(a, 'conv2', 1, 'same')) as tf.Tensor4D
      const pooled = tf.maxPool(b, 2, 2, 'valid')
      const residual = tf.relu(tf.add(pooled, conv(pooled, 'conv3', 1, 'same'))) as tf.Tensor4D
      const d = tf.relu(conv(residual, 'conv4', 1, 'valid')) as tf.Tensor4D
      const features = tf.mean(d, [1, 2]) as tf.Tensor2D
      return tf.add(
        tf.matMul(features, variables['dense.weight'] as unknown as tf.Tensor2D),
        variables['dense.bias']!,
      ) as tf.Tensor2D
    },
  }
}
