import type { Model, OpName } from '@assay/program'
import { commitTrace } from '@assay/proof'
import { checkTensors } from './checkTensors.ts'
import { describeMachine, type Machine } from './describeMachine.ts'
import { type Disagreement, ExecutorClosedError, SelfTestError } from './errors.ts'
import { commitLent } from './hashing/commitLent.ts'
import { SharedHashing } from './hashing/SharedHashing.ts'
import { runsLong } from './hosting/runsLong.ts'
import { SessionHost } from './hosting/SessionHost.ts'
import type { KernelMode, Lowering } from './Lowering.ts'
import type { Session } from './openSession.ts'
import { selfTest } from './selfTest.ts'
import { traceBytes } from './traceBytes.ts'

export interface ExecutorOptions {
  /** Threads inside one operator, and of as many its traces are hashed; 1 unless told. The bytes are the same for any number. */
  readonly threads?: number
  /** `auto` takes u8u8 where u8s8 does not agree with the interpreter; the others allow that mode only. */
  readonly fallback?: 'auto' | KernelMode
  /**
   * Whether runs have a thread of their own, so that the one that asks for them is free meanwhile; where they are long (runsLong)
   * unless told.
   */
  readonly hosted?: boolean
}

export interface SelfTestReport extends Machine {
  readonly mode: KernelMode
  readonly threads: number
  /** Elements compared with the interpreter's; all were equal. */
  readonly samples: number
  readonly milliseconds: number
  /** What spoke against the modes tried before. */
  readonly rejected: readonly Disagreement[]
}

export interface Executor {
  /**
   * Runs the program.
   * @param inputs committed bytes of each input; not to be changed until the promise settles
   * @returns committed bytes of every node's tensor, in order; nodes that are equal may share memory
   * @throws TensorMismatchError, RuntimeFailureError, ExecutorClosedError
   */
  run(inputs: readonly Uint8Array[]): Promise<Uint8Array[]>
  /** Runs the program and keeps its output only: as run, but faster and in less memory. */
  runOutput(inputs: readonly Uint8Array[]): Promise<Uint8Array>
  /**
   * Gives a run's memory back, for the next one. For who owns the tensors alone: every view of them has no bytes afterwards. Left to the
   * garbage collector, some 40 MB of dropped ones pile up before it looks, however small the network.
   */
  release(tensors: readonly Uint8Array[]): void
  /** Commits to this executor's traces on several threads where it may have as many and gains by it, or on the one that runs them. */
  readonly hashing: Pick<SharedHashing, 'commit'> | undefined
  readonly mode: KernelMode
  readonly selfTest: SelfTestReport
  close(): Promise<void>
}

/** Less is hashed in the time that it takes to find out whether sharing pays, and is not worth a thread's memory. */
const LEAST_SHARED_BYTES = 2 ** 20

/** createExecutor with any lowerings; the tests give it wrong ones. */
export async function assembleExecutor(
  model: Model,
  { threads = 1, fallback = 'auto', hosted = runsLong(model.program) }: ExecutorOptions,
  lowerings: Readonly<Record<OpName, Lowering>>,
): Promise<Executor> {
  const modes: readonly KernelMode[] = fallback === 'auto' ? ['u8s8', 'u8u8'] : [fallback]
  const machine = describeMachine()
  const host = hosted ? new SessionHost() : undefined
  const rejected: Disagreement[] = []
  try {
    for (const mode of modes) {
      const startMs = performance.now()
      const tested = await selfTest(model, { mode, threads, lowerings, host })
      if (tested.session === undefined) {
        rejected.push(tested.disagreement)
        continue
      }
      const milliseconds = performance.now() - startMs
      const report = { ...machine, mode, threads, samples: tested.samples, milliseconds, rejected }
      return makeExecutor(model, tested.session, report, host)
    }
    throw new SelfTestError(rejected, `${machine.cpu} with onnxruntime-node ${machine.onnxRuntime}`)
  } catch (error) {
    await host?.close()
    throw error
  }
}

function makeExecutor(
  { program }: Model,
  session: Session,
  report: SelfTestReport,
  host: SessionHost | undefined,
): Executor {
  const hashing = Math.min(report.threads, 1 + Math.floor(traceBytes(program) / LEAST_SHARED_BYTES))
  const shared = hashing > 1 ? new SharedHashing(hashing) : undefined
  let closed = false
  const onHost: Executor['hashing'] = host && {
    // closed in between, its thread would start again and be ended by nobody
    commit: async (commitment, inputs, tensors) =>
      closed ? commitTrace(commitment, inputs, tensors) : commitLent([host], Infinity, commitment, inputs, tensors),
  }
  return {
    mode: report.mode,
    hashing: shared ?? onHost,
    selfTest: report,
    async run(inputs) {
      if (closed) throw new ExecutorClosedError()
      checkTensors('input', program.inputs, inputs)
      return session.run(inputs)
    },
    async runOutput(inputs) {
      if (closed) throw new ExecutorClosedError()
      checkTensors('input', program.inputs, inputs)
      return session.runOutput(inputs)
    },
    release: (tensors) => session.release(tensors),
    async close() {
      if (closed) return
      closed = true
      await shared?.close()
      await session.close()
      await host?.close()
    },
  }
}
