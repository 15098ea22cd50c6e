import { writeFileSync } from 'node:fs'
import * as tf from '@tensorflow/tfjs'
import '@tensorflow/tfjs-backend-wasm'
import { trainAutoencoder } from './autoencoder.ts'
import { trainEncoder } from './encoder.ts'
import { trainKeywordSpotter } from './keywordSpotter.ts'
import { trainTabular } from './tabular.ts'
import { trainTrees } from './trees.ts'
import { writePenguins } from './writePenguins.ts'

/** `npm run train:zoo [-- name ...]`: trains the named networks, or all, and writes them to models/zoo/files. */
const trainers = {
  autoencoder: trainAutoencoder,
  'keyword-spotter': trainKeywordSpotter,
  encoder: trainEncoder,
  tabular: trainTabular,
  trees: trainTrees,
} as const

await tf.setBackend('wasm')
await tf.ready()
const folder = new URL('../files/', import.meta.url)
await writePenguins(folder)
for (const [name, train] of Object.entries(trainers)) {
  if (process.argv.length > 2 && !process.argv.includes(name)) continue
  const started = Date.now()
  const onnx = await train(folder)
  writeFileSync(new URL(`${name}.onnx`, folder), onnx)
  process.stdout.write(`wrote ${name}.onnx, ${onnx.length} bytes, in ${Math.round((Date.now() - started) / 1000)} s\n`)
}
