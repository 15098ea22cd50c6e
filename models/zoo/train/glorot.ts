import * as tf from '@tensorflow/tfjs'

/** A weight, drawn uniformly as Glorot and Bengio (2010) have it. */
export function glorot(draw: () => number, shape: number[], inner: number, outer: number): tf.Variable {
  const limit = Math.sqrt(6 / (inner + outer))
  const values = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => (2 * draw() - 1) * limit)
  return tf.variable(tf.tensor(values, shape))
}
