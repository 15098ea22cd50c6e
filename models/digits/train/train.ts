import { writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import * as tf from '@tensorflow/tfjs'
import '@tensorflow/tfjs-backend-wasm'
import { exportOnnx } from './exportOnnx.ts'
import { fillBatch } from './fillBatch.ts'
import { network } from './network.ts'
import { random } from './random.ts'
import { readMnist } from './readMnist.ts'
import { registerConvGradients } from './registerConvGradients.ts'

const SEED = 2026
const EPOCHS = 6
const BATCH = 64
const PEAK_RATE = 0.003

await tf.setBackend('wasm')
await tf.ready()
registerConvGradients()

const training = readMnist('train')
const test = readMnist('t10k')
const model = network(SEED)
const optimiser = tf.train.adam(PEAK_RATE)
const draw = random(SEED + 1)
const order = Uint32Array.from({ length: training.count }, (_, i) => i)
const steps = Math.floor(training.count / BATCH)
const pixels = new Float32Array(BATCH * 784)
const oneHot = new Float32Array(BATCH * 10)

for (let epoch = 0; epoch < EPOCHS; epoch++) {
  const startedMs = Date.now()
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(draw() * (i + 1))
    const kept = order[i] ?? 0
    order[i] = order[j] ?? 0
    order[j] = kept
  }
  let lossSum = 0
  for (let step = 0; step < steps; step++) {
    // Warm up over the first 200 steps, then fall linearly to zero.
    const done = (epoch * steps + step) / (EPOCHS * steps)
    const warm = Math.min(1, (epoch * steps + step + 1) / 200)
    ;(optimiser as unknown as { learningRate: number }).learningRate = PEAK_RATE * warm * (1 - done)
    const chosen = order.subarray(step * BATCH, (step + 1) * BATCH)
    fillBatch(training, chosen, pixels, draw)
    oneHot.fill(0)
    for (let n = 0; n < BATCH; n++) oneHot[n * 10 + (training.labels[chosen[n] ?? 0] ?? 0)] = 1
    const x = tf.tensor4d(pixels, [BATCH, 28, 28, 1])
    const y = tf.tensor2d(oneHot, [BATCH, 10])
    const loss = optimiser.minimize(
      () => tf.losses.softmaxCrossEntropy(y, model.forward(x)) as tf.Scalar,
      true,
      Object.values(model.variables),
    )
    lossSum += loss?.dataSync()[0] ?? Number.NaN
    tf.dispose([x, y, loss ?? []])
    if (step % 200 === 199)
      process.stdout.write(
        `epoch ${epoch + 1}/${EPOCHS} step ${step + 1}/${steps} loss ${(lossSum / (step + 1)).toFixed(4)}\n`,
      )
  }
  const seconds = ((Date.now() - startedMs) / 1000).toFixed(0)
  process.stdout.write(
    `epoch ${epoch + 1}/${EPOCHS} loss ${(lossSum / steps).toFixed(4)} test accuracy ${(accuracy() * 100).toFixed(2)} % (${seconds} s, ${tf.memory().numTensors} tensors)\n`,
  )
}

const folder = new URL('../', import.meta.url)
const parameters = Object.fromEntries(
  Object.entries(model.variables).map(([name, variable]) => [name, Float32Array.from(variable.dataSync())]),
)
writeFileSync(new URL('digits.onnx', folder), exportOnnx(parameters))
// Digits as [count x 784 pixel bytes][count label bytes], gzipped; level 9 and no timestamp, so the bytes repeat.
writeFileSync(new URL('test-digits.bin.gz', folder), packDigits(test, test.count))
// The calibration digits are training digits: the test set must stay unseen.
writeFileSync(new URL('calibration-digits.bin.gz', folder), packDigits(training, 512))
process.stdout.write('wrote digits.onnx, test-digits.bin.gz, calibration-digits.bin.gz\n')

function packDigits(digits: typeof test, count: number): Uint8Array {
  return gzipSync(Buffer.concat([digits.pixels.subarray(0, count * 784), digits.labels.subarray(0, count)]), {
    level: 9,
  })
}

function accuracy(): number {
  const size = 500
  const batch = new Float32Array(size * 784)
  let right = 0
  for (let start = 0; start < test.count; start += size) {
    fillBatch(
      test,
      Uint32Array.from({ length: size }, (_, n) => start + n),
      batch,
    )
    const guesses = tf.tidy(() => tf.argMax(model.forward(tf.tensor4d(batch, [size, 28, 28, 1])), 1).dataSync())
    for (let n = 0; n < size; n++) if (guesses[n] === test.labels[start + n]) right++
  }
  return right / test.count
}
