import { type Cache, createCache } from '@assay/keeper'
import type { Run, Runner } from '@assay/keeper/runner'
import type { TraceCommitment } from '@assay/proof'
import { TaskNotFound, type TaskView } from '@assay/sdk'
import type { Hex } from 'viem'
import { ResultNotServed } from './errors.ts'
import { heldBytes } from './heldBytes.ts'
import { limiter } from './limiter.ts'

/** Changes a run before it is committed to: only a test's lying provider has one. It must change a task's run the same way each time. */
export type Tamper = (task: TaskView, run: Run) => TraceCommitment

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

export interface Traces {
  /** What is submitted for a task that this provider has accepted. */
  compute(task: TaskView): Promise<Computed>
  /**
   * The trace of a result that this provider has submitted: execution is deterministic, so what is not held is computed again.
   * @throws ResultNotServed, TooBusy
   */
  serve(taskId: Hex): Promise<TraceCommitment>
  /**
   * The same, for what the chain demands: it does not wait behind readers.
   * @throws ResultNotServed
   */
  open(taskId: Hex): Promise<TraceCommitment>
  close(): Promise<void>
}

export const createTraces = (options: TracesOptions): Traces => {
  const limit = limiter(MAX_RUNNING, MAX_WAITING)
  /** Who is read already by those that wait for their traces. */
  const wanted = new Map<string, TaskView>()
  const held: Cache<{ readonly trace: TraceCommitment; readonly bytes: number }> = createCache({
    load: async (key) => {
      const task = wanted.get(key)
      if (task === undefined) throw new TypeError(`nobody wants ${key}`)
      const run = await options.runner.run(task)
      const trace = options.tamper === undefined ? run.trace : options.tamper(task, run)
      return { trace, bytes: heldBytes(trace, run.model.program.activationChunkLog2) }
    },
    maxWeight: options.cacheBytes,
    weigh: ({ bytes }) => bytes,
  })
  const traceOf = (task: TaskView): Promise<TraceCommitment> => {
    const { taskId: key } = task
    wanted.set(key, task)
    return held
      .get(key)
      .then(({ trace }) => trace)
      .finally(() => wanted.delete(key))
  }
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
      const { outputRoot, nodesRoot, tensors } = await traceOf(task)
      const output = tensors.at(-1) as Uint8Array
      return onDemand ? { outputRoot, output } : { outputRoot, nodesRoot, output }
    },
    serve: (taskId) => limit(async () => traceOf(await readOurs(taskId))),
    open: async (taskId) => traceOf(await readOurs(taskId)),
    close: () => held.clear(),
  }
}
