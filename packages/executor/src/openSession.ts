import type { Model, OpName } from '@assay/program'
import { InferenceSession, type Tensor } from 'onnxruntime-node'
import { asTensor } from './asTensor.ts'
import { RuntimeFailureError, UnsupportedProgramError } from './errors.ts'
import { findExactSums } from './findExactSums.ts'
import type { KernelMode, Lowering } from './Lowering.ts'
import { lowerProgram } from './lowerProgram.ts'
import type { PlacedTensor } from './packOutputs.ts'

export interface Session {
  /** The bytes of every node's tensor, in the committed layout. Inputs are taken as checked. */
  run(inputs: readonly Uint8Array[]): Promise<Uint8Array[]>
  /** The bytes of the last node's tensor; the others are dropped as soon as nothing reads them any more. */
  runOutput(inputs: readonly Uint8Array[]): Promise<Uint8Array>
  close(): Promise<void>
}

export interface SessionOptions {
  readonly mode: KernelMode
  readonly threads: number
  readonly lowerings: Readonly<Record<OpName, Lowering>>
}

/** Protocol Buffers end at 2 GiB; a little is left for the graph itself. */
const MAX_CONSTANT_BYTES = 2 ** 31 - 2 ** 25

/** Lowers a model and hands it to ONNX Runtime. Graph optimisations are off: some of them fuse away a rounding. */
export async function openSession(model: Model, { mode, threads, lowerings }: SessionOptions): Promise<Session> {
  const constantBytes = model.constants.reduce((sum, { byteLength }) => sum + byteLength, 0)
  if (constantBytes > MAX_CONSTANT_BYTES) {
    throw new UnsupportedProgramError(
      'the model',
      `has ${constantBytes} bytes of constants of at most ${MAX_CONSTANT_BYTES}`,
    )
  }
  // The encoded graph is as large as the model: nothing that lives on may hold it.
  const {
    onnx,
    inputs: names,
    nodes: placed,
  } = lowerProgram(model, lowerings, mode, await findExactSums(model.program, threads))
  const session = await InferenceSession.create(onnx, {
    executionProviders: ['cpu'],
    graphOptimizationLevel: 'disabled',
    executionMode: 'sequential',
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
  }).catch((cause: unknown) => {
    throw new RuntimeFailureError('loading the lowered program', cause)
  })
  const types = model.program.inputs
  const last = placed.at(-1)!
  const execute = (inputs: readonly Uint8Array[], wanted: readonly string[] = session.outputNames) => {
    const feeds: Record<string, Tensor> = {}
    names.forEach((name, index) => {
      feeds[name] = asTensor(types[index]!, inputs[index]!)
    })
    return session.run(feeds, wanted).catch((cause: unknown) => {
      throw new RuntimeFailureError('running the program', cause)
    })
  }
  return {
    async run(inputs) {
      const results = await execute(inputs)
      return placed.map((tensor) => tensorOf(results, tensor))
    },
    async runOutput(inputs) {
      return tensorOf(await execute(inputs, [last.output]), last)
    },
    close: () => session.release(),
  }
}

/** A tensor's bytes, where they are; the memory was allocated for this run alone. */
function tensorOf(results: InferenceSession.OnnxValueMapType, { output, offset, length }: PlacedTensor): Uint8Array {
  const { buffer, byteOffset } = results[output]!.data as Exclude<Tensor.DataType, string[]>
  return new Uint8Array(buffer, byteOffset + offset, length)
}
