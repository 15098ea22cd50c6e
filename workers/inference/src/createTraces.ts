import { createCache } from '@assay/keeper'
import type { Run, Runner } from '@assay/keeper/runner'
import type { TraceCommitment } from '@assay/proof'
import { TaskNotFound, type TaskView } from '@assay/sdk'
import type { Hex } from 'viem'
import { ResultNotServed } from './errors.ts'
import { heldBytes } from './heldBytes.ts'
import { limiter } from './limiter.ts'

/** Changes a run before it is committed to: only a test's lying provider has one. It must change a task's run the same way each time. */
export type Tamper = (task: TaskView, run: Pick<Run, 'model' | 'trace'>) => TraceCommitment

export interface TracesOptions {
  readonly self: string
  readonly runner: Pick<Runner, 'run' | 'runOutput'>
  readonly readTask: (taskId: Hex) => Promise<TaskView>
  readonly cacheBytes: number
  readonly tamper?: Tamper | undefined
}

const MAX_RUNNING = 2
const MAX_WAITING = 16
const OWN_STATES: readonly string[] = ['Submitted', 'Final', 'Refuted']

/** The roots of a result; of a trace on demand, its output's only. */
export interface Computed {
  readonly outputRoot: Uint8Array
  readonly nodesRoot?: Uint8Array
  readonly output: Uint8Array
}

/**
 * Traces of this provider's results, for a time. Nobody is given a trace: who reads one says what of it, and gets bytes that stay when the
 * trace's memory is given back, however long they are on their way.
 */
export interface Traces {
  /** What is submitted for a task that this provider has accepted. */
  compute(task: TaskView): Promise<Computed>
  /**
   * A part of the trace of a result that this provider has submitted, if it has such a part: execution is deterministic, so what is not
   * held is computed again.
   * @throws ResultNotServed, TooBusy
   */
  serve(taskId: Hex, partOf: (trace: TraceCommitment) => Uint8Array | undefined): Promise<Uint8Array | undefined>
  /**
   * The same, for what the chain demands: it does not wait behind readers.
   * @throws ResultNotServed
   */
  open(taskId: Hex, partOf: (trace: TraceCommitment) => Uint8Array): Promise<Uint8Array>
  close(): Promise<void>
}

interface HeldTrace extends Pick<Run, 'trace' | 'release'> {
  /** A copy: of one result, which may be large, all readers get the same. */
  readonly output: Uint8Array
  readonly bytes: number
}

/** What of a trace's parts is its tensors' memory is copied. */
const kept = ({ trace: { tensors }, output }: HeldTrace, part: Uint8Array): Uint8Array => {
  if (part === tensors.at(-1)) return output
  return tensors.some(({ buffer }) => buffer === part.buffer) ? new Uint8Array(part) : part
}

export const createTraces = (options: TracesOptions): Traces => {
  const limit = limiter(MAX_RUNNING, MAX_WAITING)
  const held = createCache<HeldTrace>({
    maxWeight: options.cacheBytes,
    weigh: ({ bytes }) => bytes,
    dispose: ({ release }) => release(),
  })
  const compute = async (task: TaskView): Promise<HeldTrace> => {
    const { model, trace: honest, release } = await options.runner.run(task)
    try {
      // it may share tensors with the honest one, whose memory is given back with it
      const trace = options.tamper === undefined ? honest : options.tamper(task, { model, trace: honest })
      const output = new Uint8Array(trace.tensors.at(-1) as Uint8Array)
      return { trace, release, output, bytes: heldBytes(trace, model.program.activationChunkLog2) + output.length }
    } catch (error) {
      release()
      throw error
    }
  }
  const readTrace = <Result>(task: TaskView, read: (held: HeldTrace) => Result): Promise<Result> =>
    held.use(task.taskId, () => compute(task), read)
  // Read each time: after a reorganisation it may be another provider's.
  const readOurs = async (taskId: Hex): Promise<TaskView> => {
    const task = await options.readTask(taskId).catch((cause) => {
      throw cause instanceof TaskNotFound ? new ResultNotServed(taskId, 'there is no such task') : cause
    })
    if (task.provider?.toLowerCase() !== options.self.toLowerCase()) throw new ResultNotServed(taskId, 'it is not ours')
    if (!OWN_STATES.includes(task.state)) throw new ResultNotServed(taskId, `it is ${task.state}`)
    return task
  }
  return {
    compute: async (task) => {
      const onDemand = task.traceMode === 'OnDemand'
      if (onDemand && options.tamper === undefined) return options.runner.runOutput(task)
      return readTrace(task, ({ trace: { outputRoot, nodesRoot }, output }) =>
        onDemand ? { outputRoot, output } : { outputRoot, nodesRoot, output },
      )
    },
    serve: (taskId, partOf) =>
      limit(async () =>
        readTrace(await readOurs(taskId), (of) => {
          const part = partOf(of.trace)
          return part && kept(of, part)
        }),
      ),
    open: async (taskId, partOf) => readTrace(await readOurs(taskId), (of) => kept(of, partOf(of.trace))),
    close: () => held.clear(),
  }
}
