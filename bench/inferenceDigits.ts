import { createExecutor } from '@assay/executor'
import { commitModel, commitTrace } from '@assay/proof'
import * as ort from 'onnxruntime-node'
import { loadDigitModel, loadTestDigits } from '../models/digits/digits.ts'
import { importDigits } from '../models/digits/importDigits.ts'
import type { Figure } from './Figure.ts'
import { median } from './median.ts'

const ROUNDS = 15
const RUNS = 200
const WARM_UP = 300

/**
 * The digit network on one thread, three ways in turn, so that a change of the machine's speed meets all of them: float32 on ONNX Runtime
 * with its own optimisations, exact int8 with every tensor as an output, the same with its whole trace committed.
 */
export const inferenceDigits = async (): Promise<Figure[]> => {
  const { model } = await importDigits()
  const commitment = commitModel(model)
  const executor = await createExecutor(model)
  const session = await ort.InferenceSession.create(loadDigitModel(), { intraOpNumThreads: 1, interOpNumThreads: 1 })
  const digits = loadTestDigits().slice(0, RUNS)
  const floats = digits.map(({ pixels }) => Float32Array.from(pixels, (pixel) => pixel / 255))
  const ways = {
    float32: async (i: number) => {
      const pixels = floats[i % RUNS] ?? new Float32Array(784)
      await session.run({ [session.inputNames[0] ?? '']: new ort.Tensor('float32', pixels, [1, 1, 28, 28]) })
    },
    int8: async (i: number) => {
      await executor.run([digits[i % RUNS]?.pixels ?? new Uint8Array(784)])
    },
    exact: async (i: number) => {
      const inputs = [digits[i % RUNS]?.pixels ?? new Uint8Array(784)]
      commitTrace(commitment, inputs, await executor.run(inputs))
    },
  }
  const names = ['float32', 'int8', 'exact'] as const
  const micros: Record<(typeof names)[number], number[]> = { float32: [], int8: [], exact: [] }
  for (const name of names) for (let i = 0; i < WARM_UP; i++) await ways[name](i)
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of names) {
      const started = performance.now()
      for (let i = 0; i < RUNS; i++) await ways[name](i)
      micros[name].push(((performance.now() - started) * 1000) / RUNS)
    }
  }
  await executor.close()
  await session.release()
  const ratio = (a: (typeof names)[number], b: (typeof names)[number]) =>
    median(micros[a].map((value, i) => value / (micros[b][i] ?? Number.NaN)))
  const how = `one thread, median of ${ROUNDS} rounds of ${RUNS} digits, kernels ${executor.mode}`
  return [
    {
      name: 'inference.digits.float32',
      value: median(micros.float32),
      unit: 'µs',
      note: `ONNX Runtime, the float32 model; ${how}`,
    },
    {
      name: 'inference.digits.int8',
      value: median(micros.int8),
      unit: 'µs',
      note: `every tensor as an output, no commitment; ${how}`,
    },
    {
      name: 'inference.digits.exact',
      value: median(micros.exact),
      unit: 'µs',
      note: `with the whole trace committed; ${how}`,
    },
    {
      name: 'inference.digits.exact_over_float32',
      value: ratio('exact', 'float32'),
      unit: 'ratio',
      note: "int8 with trace against float32 without; median of the rounds' ratios",
    },
    {
      name: 'trace.digits.share',
      value: 1 - 1 / ratio('exact', 'int8'),
      unit: 'share',
      note: 'part of the exact run that commits to the trace',
    },
  ]
}
