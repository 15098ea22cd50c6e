import { createExecutor, runTrace } from '@assay/executor'
import { bindTensors, OrtSession } from '@assay/executor/runtime'
import { type Model, programCost, tensorBytes } from '@assay/program'
import { commitModel, commitTrace, nextStep, noEvidence, RootHasher, type TraceCommitment } from '@assay/proof'
import onnxProto from 'onnx-proto'
import type { Figure } from './Figure.ts'
import { median } from './median.ts'
import { ratioOf, rounds } from './rounds.ts'

/** More than an executor needs to find out how it hashes a trace on several threads. */
const WARM_UP = 30

export interface Network {
  readonly name: string
  /** The float32 network, and how it takes an input of the program's. */
  readonly onnx: Uint8Array
  readonly shape: readonly number[]
  readonly outputShape: readonly number[]
  readonly asFloats: (input: Uint8Array) => Float32Array
  readonly model: Model
  readonly inputs: readonly Uint8Array[]
  readonly unit: 'ms' | 'µs'
  readonly count: number
  readonly calls: number
  readonly threads: number
}

/**
 * A network in turn: float32 on ONNX Runtime with its own optimisations and without any commitment; exact int8 with every
 * tensor as an output; the same with its whole trace committed; with its output committed only; and the trace's
 * commitment alone. As many threads on both sides, the same process, the same inputs; a run's tensors are released within its time.
 */
export const exactInference = async (network: Network): Promise<Figure[]> => {
  const { model, name, threads, unit, count, calls } = network
  const commitment = commitModel(model)
  const executor = await createExecutor(model, { threads })
  const release = ({ tensors }: TraceCommitment): void => executor.release(tensors)
  const float32 = await OrtSession.open(network.onnx, {
    threads,
    optimised: true,
    // As in the executor: else its threads spin for some 30 ms after a run and slow down whatever is timed next, and it loses nothing by it.
    config: { 'session.force_spinning_stop': '1' },
  })
  const floats = network.inputs.map((input) => network.asFloats(input))
  const binding = bindFloats(network)
  const outputBytes = new Uint8Array(4 * network.outputShape.reduce((count, size) => count * size, 1))
  const chunkLog2 = model.program.activationChunkLog2
  const hasher = new RootHasher()
  let at = 0
  const next = () => [network.inputs[at++ % network.inputs.length] ?? new Uint8Array()]
  const [first = new Uint8Array()] = network.inputs
  const tensors = await executor.run([first])
  const claim = await runTrace(executor, commitment, [first])
  const ways = {
    float32: async () => {
      const { buffer, byteOffset, byteLength } = floats[at++ % floats.length] ?? new Float32Array()
      const bytes = new Uint8Array(buffer, byteOffset, byteLength)
      await float32.run(binding, [bytes, outputBytes])
    },
    int8: async () => executor.release(await executor.run(next())),
    commit: async () => commitTrace(commitment, [first], tensors),
    exact: async () => release(await runTrace(executor, commitment, next())),
    onDemand: async () => {
      // As a worker does: the input's root is the task's, against which it was checked when it was fetched.
      const output = await executor.runOutput(next())
      return hasher.tensorRoots([output], chunkLog2)
    },
    check: async () => {
      const own = await runTrace(executor, commitment, [first])
      nextStep(commitment, own, claim, noEvidence)
      release(own)
    },
  }
  const { wall, processor } = await rounds(ways, { count, calls, warmUp: Math.max(WARM_UP, calls) })
  await executor.close()
  await float32.release()

  const scale = unit === 'µs' ? 1000 : 1
  const how = `${threads === 1 ? 'one thread' : `${threads} threads`}, ${count} rounds of ${calls}, kernels ${executor.mode}`
  const prefix = threads === 1 ? `inference.${name}` : `inference.${name}.threads${threads}`
  const least = (way: keyof typeof ways): number => Math.min(...wall[way])
  const time = (way: keyof typeof ways, figure: string, what: string): Figure => ({
    name: `${prefix}.${figure}`,
    value: median(wall[way]) * scale,
    unit,
    note: `${what}; median (least ${(least(way) * scale).toPrecision(3)}), ${how}`,
  })
  const ratio = (above: keyof typeof ways, below: keyof typeof ways, figure: string, note: string): Figure => ({
    name: `${prefix}.${figure}`,
    value: ratioOf(wall[above], wall[below]),
    unit: 'ratio',
    note: `${note}; median of the rounds' ratios (of the least times ${(least(above) / least(below)).toPrecision(3)}, of processor time ${ratioOf(processor[above], processor[below]).toPrecision(3)})`,
  })
  const figures = [
    time('float32', 'float32', 'ONNX Runtime, the float32 model, all its optimisations'),
    time('int8', 'int8', 'every tensor as an output, no commitment'),
    time('exact', 'exact', 'with the whole trace committed'),
    time('onDemand', 'on_demand', 'its output committed, the trace when somebody asks'),
    ratio('exact', 'float32', 'exact_over_float32', 'int8 with its trace against float32 without'),
    ratio('onDemand', 'float32', 'on_demand_over_float32', 'int8 with its output committed against float32'),
  ]
  if (threads > 1) return figures
  const { worstGas } = programCost(model.program)
  const traceBytes = model.program.nodes.reduce((sum, node) => sum + tensorBytes(node), 0)
  return [
    ...figures,
    ratio('commit', 'exact', 'trace_share', 'part of the exact run that hashes the trace'),
    ratio('check', 'exact', 'check_over_run', "a watchtower's check of an honest result against the provider's run"),
    { name: `trace.${name}.bytes`, value: traceBytes, unit: 'bytes', note: `${model.program.nodes.length} tensors` },
    {
      name: `gas.${name}.worst_step`,
      value: worstGas,
      unit: 'gas',
      note: `bound of the dearest proof, activation chunks of ${2 ** chunkLog2} bytes`,
    },
  ]
}

/** The float32 network's input and output, named as in its file. */
function bindFloats({ onnx, shape, outputShape }: Network) {
  const { graph } = onnxProto.onnx.ModelProto.decode(onnx)
  const tensor = (name: string | null | undefined, dims: readonly number[]) =>
    ({ name: name ?? '', dtype: 'f32', shape: dims }) as const
  return bindTensors([tensor(graph?.input?.[0]?.name, shape)], [tensor(graph?.output?.[0]?.name, outputShape)])
}
