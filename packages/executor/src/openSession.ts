import type { Model, OpName } from '@assay/program'
import { RuntimeFailureError, UnsupportedProgramError } from './errors.ts'
import type { SessionHost } from './hosting/SessionHost.ts'
import type { KernelMode, Lowering } from './Lowering.ts'
import { loadProgram } from './loadProgram.ts'
import { BufferPool } from './runtime/BufferPool.ts'
import { type Binding, bindTensors, type GraphTensor } from './runtime/OrtSession.ts'
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
  const last = outputs[nodes.at(-1)!]!
  const pool = new BufferPool(buffers)
  const whole = bindTensors(
    graphInputs,
    outputs.map(({ tensor }) => tensor),
  )
  const only = bindTensors(graphInputs, [last.tensor])
  const execute = async (binding: Binding, inputs: readonly Uint8Array[], written: readonly Uint8Array[]) => {
    const given = graphInputs.map((tensor, index) => readable(tensor, inputs[index]!, options.host))
    await session.run(binding, [...given, ...written]).catch((cause: unknown) => {
      throw new RuntimeFailureError('running the program', cause)
    })
  }
  return {
    async run(inputs) {
      const memory = buffers.map((length) => pool.take(length))
      const tensors = outputs.map(({ buffer, offset, length }) => new Uint8Array(memory[buffer]!, offset, length))
      await execute(whole, inputs, tensors)
      return nodes.map((at) => tensors[at]!)
    },
    async runOutput(inputs) {
      const output = new Uint8Array(last.length)
      await execute(only, inputs, [output])
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
