import type { Model, OpName } from '@assay/program'
import type { Tensor } from 'onnxruntime-node'
import { asTensor } from './asTensor.ts'
import { RuntimeFailureError, UnsupportedProgramError } from './errors.ts'
import type { GraphSession, Outputs } from './hosting/GraphSession.ts'
import type { SessionHost } from './hosting/SessionHost.ts'
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
  /** Another thread, on which the session is opened and run. */
  readonly host?: SessionHost | undefined
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
  let loading = loadProgram(model, options)
  const { session: first, inputs: names, nodes: placed } = await loading
  /** The session, once more where its thread has ended. */
  const current = async (): Promise<GraphSession> => {
    const seen = loading
    const { session } = await seen
    if (!session.ended) return session
    if (loading === seen) {
      const again = loadProgram(model, options)
      loading = again
      again.catch(() => {
        if (loading === again) loading = seen
      })
    }
    return (await loading).session
  }
  const types = model.program.inputs
  const last = placed.at(-1)!
  const execute = async (inputs: readonly Uint8Array[], wanted: readonly string[] = first.outputNames) => {
    const feeds: Record<string, Tensor> = {}
    names.forEach((name, index) => {
      feeds[name] = asTensor(types[index]!, inputs[index]!)
    })
    const session = await current()
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
    close: async () => (await loading).session.release(),
  }
}

/** A tensor's bytes, where they are; the memory was allocated for this run alone. */
function tensorOf(results: Outputs, { output, offset, length }: PlacedTensor): Uint8Array {
  const { buffer, byteOffset } = results[output]!.data as Exclude<Tensor.DataType, string[]>
  return new Uint8Array(buffer, byteOffset + offset, length)
}
