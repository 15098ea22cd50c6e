import type { Model, OpName } from '@assay/program'
import { RuntimeFailureError, UnsupportedProgramError } from './errors.ts'
import type { SessionHost } from './hosting/SessionHost.ts'
import type { KernelMode, Lowering } from './Lowering.ts'
import { loadProgram } from './loadProgram.ts'
import { BufferPool } from './runtime/BufferPool.ts'
import { bindTensors, type GraphTensor } from './runtime/OrtSession.ts'
import { typeSize } from './runtime/onnxType.ts'

export interface Session {
  /** The bytes of every node's tensor, in the committed layout. Inputs are taken as checked. */
  run(inputs: readonly Uint8Array[]): Promise<Uint8Array[]>
  /** The bytes of the last node's tensor; the others are not kept. */
  runOutput(inputs: readonly Uint8Array[]): Promise<Uint8Array>
  /** Takes the memory of a run's tensors back for the next one: every view of them has no bytes afterwards. */
  release(tensors: readonly Uint8Array[]): void
  close(): Promise<void>
}

export interface SessionOptions {
  readonly mode: KernelMode
  readonly threads: number
  readonly lowerings: Readonly<Record<OpName, Lowering>>
  /** Another thread, which opens the session and runs it. */
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
  const { session, inputs: graphInputs, placement } = await loadProgram(model, options)
  const { buffers, outputs, nodes } = placement
  const last = nodes.at(-1)!
  const pool = new BufferPool(buffers)
  const binding = bindTensors(
    graphInputs,
    outputs.map(({ tensor }) => tensor),
  )
  const execute = async (inputs: readonly Uint8Array[]) => {
    const memory = buffers.map((length) => pool.take(length))
    const tensors = outputs.map(({ buffer, offset, length }) => new Uint8Array(memory[buffer]!, offset, length))
    const given = graphInputs.map((tensor, index) => readable(tensor, inputs[index]!, options.host))
    try {
      await session.run(binding, [...given, ...tensors])
    } catch (cause) {
      throw new RuntimeFailureError('running the program', cause)
    }
    return { memory, tensors }
  }
  return {
    async run(inputs) {
      const { tensors } = await execute(inputs)
      return nodes.map((at) => tensors[at]!)
    },
    async runOutput(inputs) {
      // All outputs all the same: those that nobody fetches ONNX Runtime keeps as well, in memory that it has to find for each run.
      const { memory, tensors } = await execute(inputs)
      const output = new Uint8Array(tensors[last]!)
      pool.put(memory)
      return output
    },
    release: (tensors) => pool.give(tensors),
    async close() {
      pool.close()
      await session.release()
    },
  }
}

/**
 * Bytes where ONNX Runtime may read them: aligned to their elements, in memory that has an address (what threads share has none), and not the
 * caller's to hand over while another thread reads.
 */
const readable = ({ dtype }: GraphTensor, bytes: Uint8Array, host: SessionHost | undefined): Uint8Array => {
  const mayStay = host === undefined && bytes.buffer instanceof ArrayBuffer
  return mayStay && bytes.byteOffset % typeSize[dtype] === 0 ? bytes : new Uint8Array(bytes)
}
