import * as tf from '@tensorflow/tfjs'

export interface Plan {
  readonly name: string
  readonly steps: number
  readonly peakRate: number
  readonly variables: readonly tf.Variable[]
  /** The loss of one random batch. */
  loss(step: number): tf.Scalar
}

/** Adam with a warm-up over the first twentieth of the steps and a linear fall to zero. */
export function fit({ name, steps, peakRate, variables, loss }: Plan): void {
  const optimiser = tf.train.adam(peakRate)
  let sum = 0
  for (let step = 0; step < steps; step++) {
    const done = step / steps
    const rate = peakRate * Math.min(1, 20 * (done + 1 / steps)) * (1 - done)
    ;(optimiser as unknown as { learningRate: number }).learningRate = rate
    const value = optimiser.minimize(() => tf.tidy(() => loss(step)), true, [...variables])
    sum += value?.dataSync()[0] ?? Number.NaN
    value?.dispose()
    if (step % 200 === 199) {
      process.stdout.write(`${name} step ${step + 1}/${steps} loss ${(sum / 200).toFixed(4)}\n`)
      sum = 0
    }
  }
}
