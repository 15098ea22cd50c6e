// One measurement in a process of its own, so that its peak is nobody else's: `memoryChild.ts serve|repeat|compile <network>`; JSON on stdout.
import { readFileSync } from 'node:fs'
import { deserialize } from 'node:v8'
import { createExecutor, runTrace } from '@assay/executor'
import { type Model, tensorBytes } from '@assay/program'
import { commitModel } from '@assay/proof'
import { importNetwork } from './networks/importNetwork.ts'

const [task, file = ''] = process.argv.slice(2)
const RUNS = 20
const REPEATS = 10_000
const REPEATS_TO_SETTLE = 2_000

const residentBytes = (): number => {
  globalThis.gc?.()
  return process.memoryUsage.rss()
}
const peakBytes = (): number => process.resourceUsage().maxRSS * 1024

const load = (): Model => deserialize(readFileSync(file)) as Model

const tasks: Record<string, () => Promise<Record<string, number>>> = {
  /** A provider's memory: model loaded, self-tested, committed to, some results. */
  serve: async () => {
    const model = load()
    const inputs = model.program.inputs.map((type) => new Uint8Array(tensorBytes(type)))
    const executor = await createExecutor(model)
    const commitment = commitModel(model)
    for (let i = 0; i < RUNS; i++) await runTrace(executor, commitment, inputs)
    await executor.close()
    return { peakBytes: peakBytes() }
  },
  /** Growth over many results. */
  repeat: async () => {
    const model = load()
    const inputs = model.program.inputs.map((type) => new Uint8Array(tensorBytes(type)))
    const executor = await createExecutor(model)
    const commitment = commitModel(model)
    for (let i = 0; i < REPEATS_TO_SETTLE; i++) await runTrace(executor, commitment, inputs)
    const before = residentBytes()
    for (let i = 0; i < REPEATS; i++) await runTrace(executor, commitment, inputs)
    const after = residentBytes()
    await executor.close()
    return { grownBytes: after - before, runs: REPEATS }
  },
  /** From an ONNX file to a program. */
  compile: async () => {
    const onnx = new Uint8Array(readFileSync(file))
    const started = performance.now()
    await importNetwork(onnx)
    return { milliseconds: performance.now() - started, peakBytes: peakBytes(), onnxBytes: onnx.length }
  },
}

process.stdout.write(JSON.stringify(await tasks[task ?? '']?.()))
