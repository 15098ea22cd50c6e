// One measurement in a process of its own, so that its peak is nobody else's: `memoryChild.ts idle|runtime|serve|repeat|compile <network>`; JSON on stdout.
import { existsSync, readFileSync } from 'node:fs'
import { deserialize } from 'node:v8'
import { createExecutor, runTrace } from '@assay/executor'
import { bindTensors, OrtSession } from '@assay/executor/runtime'
import { type Model, tensorBytes } from '@assay/program'
import { commitModel } from '@assay/proof'
import onnxProto from 'onnx-proto'

const [task, file = ''] = process.argv.slice(2)
const RUNS = 20
const REPEATS = 10_000
/** Until the heap has grown to what it needs and hot code is compiled. */
const REPEATS_TO_SETTLE = 6_000

const residentBytes = async (): Promise<number> => {
  globalThis.gc?.()
  // What ONNX Runtime gave is let go by finalisers, which run after the collection.
  await new Promise((resolve) => setTimeout(resolve, 50))
  globalThis.gc?.()
  return process.memoryUsage.rss()
}
/** Of this program alone: what getrusage calls the peak begins with that of the process which started us. */
const peakBytes = (): number => {
  const status = existsSync('/proc/self/status') ? readFileSync('/proc/self/status', 'utf8') : ''
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? process.resourceUsage().maxRSS
  return Number(kilobytes) * 1024
}

const load = (): Model => deserialize(readFileSync(file)) as Model

const tasks: Record<string, () => Promise<Record<string, number>>> = {
  /** Node and the code, with nothing loaded. */
  idle: async () => ({ peakBytes: peakBytes() }),
  /** ONNX Runtime besides: its library, and a session of one node that is run. */
  runtime: async () => {
    const { onnx } = onnxProto
    const byte = (name: string) => ({ name, type: { tensorType: { elemType: 2, shape: { dim: [{ dimValue: 1 }] } } } })
    const graph = {
      name: 'identity',
      node: [{ opType: 'Identity', input: ['x'], output: ['y'] }],
      input: [byte('x')],
      output: [byte('y')],
    }
    const bytes = onnx.ModelProto.encode({ irVersion: 8, opsetImport: [{ domain: '', version: 18 }], graph }).finish()
    const session = await OrtSession.open(bytes, { threads: 1 })
    const tensor = (name: string) => ({ name, dtype: 'u8', shape: [1] }) as const
    const binding = bindTensors([tensor('x')], [tensor('y')])
    for (let i = 0; i < RUNS; i++) await session.run(binding, [new Uint8Array(1), new Uint8Array(1)])
    await session.release()
    return { peakBytes: peakBytes() }
  },
  /** A provider's memory: model loaded, self-tested, committed to, some results, each given back when it is committed to. */
  serve: async () => {
    const model = load()
    const inputs = model.program.inputs.map((type) => new Uint8Array(tensorBytes(type)))
    const executor = await createExecutor(model)
    const commitment = commitModel(model)
    for (let i = 0; i < RUNS; i++) executor.release((await runTrace(executor, commitment, inputs)).tensors)
    await executor.close()
    return { peakBytes: peakBytes() }
  },
  /** Growth over many results. */
  repeat: async () => {
    const model = load()
    const inputs = model.program.inputs.map((type) => new Uint8Array(tensorBytes(type)))
    const executor = await createExecutor(model)
    const commitment = commitModel(model)
    const runs = async (count: number): Promise<void> => {
      for (let i = 0; i < count; i++) executor.release((await runTrace(executor, commitment, inputs)).tensors)
    }
    await runs(REPEATS_TO_SETTLE)
    const before = await residentBytes()
    await runs(REPEATS)
    const after = await residentBytes()
    await executor.close()
    return { grownBytes: after - before, runs: REPEATS }
  },
  /** From an ONNX file to a program. */
  compile: async () => {
    const { importNetwork } = await import('./networks/importNetwork.ts')
    const onnx = new Uint8Array(readFileSync(file))
    const started = performance.now()
    await importNetwork(onnx)
    return { milliseconds: performance.now() - started, peakBytes: peakBytes(), onnxBytes: onnx.length }
  },
}

process.stdout.write(JSON.stringify(await tasks[task ?? '']?.()))
