import type { Model, OpName } from '@assay/program'
import type { InferenceSession, Tensor } from 'onnxruntime-node'
import { asTensor } from './asTensor.ts'
import { RuntimeFailureError, UnsupportedProgramError } from './errors.ts'
import type { KernelMode, Lowering } from './Lowering.ts'
import { loadProgram } from './loadProgram.ts'
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
  /** Whether memory of a run is held for the next one, which is faster; true unless told. */
  readonly arena?: boolean
}

/** Protocol Buffers end at 2 GiB; a little is left for the graph itself. */
const MAX_CONSTANT_BYTES = 2 ** 31 - 2 ** 25

/** A model on ONNX Runtime. */
export async function openSession(model: Model, options: SessionOptions): Promise<Session> {
  const constantBytes = model.constants.reduce((sum, { byteLength }) => sum + byteLength, 0)
  if (constantBytes > MAX_CONSTANT_BYTES) {
    throw new UnsupportedProgramError(
      'the model',
      `has ${constantBytes} bytes of constants of at most ${MAX_CONSTANT_BYTES}`,
    )
  }
  // What it was encoded as may be as large as the model: nothing that lives on may hold it.
  const { session, inputs: names, nodes: placed } = await loadProgram(model, options)
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
