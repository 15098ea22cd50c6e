import { createExecutor, type Executor, runTrace } from '@assay/executor'
import { type Program, tensorBytes } from '@assay/program'
import { chunkTree, type ModelCommitment, type TraceCommitment } from '@assay/proof'
import { type Assay, fetchInput, fetchModel, type Manifest, readModel, type TaskView } from '@assay/sdk'
import type { Store } from '@assay/store'
import type { Hex } from 'viem'
import { ModelTooLarge } from '../errors.ts'
import { createCache } from '../process/createCache.ts'
import { type Lender, releaseOnce } from './releaseOnce.ts'

export interface LoadedModel {
  readonly commitment: ModelCommitment
  /** What its author says about it. */
  readonly manifest: Manifest
}

/** A model ready to run. */
interface ReadyModel extends LoadedModel {
  readonly executor: Executor
  /** Whom its runs give their memory back to. */
  readonly lender: Lender
}

export interface Run {
  readonly model: ModelCommitment
  readonly trace: TraceCommitment
  /**
   * Gives the memory of the trace's tensors back, for the next run: every view of them has no bytes afterwards, and what was read of them
   * before has to be a copy. Inputs stay. For who owns the run alone; once more does nothing.
   */
  release(): void
}

export interface Runner {
  loadModel(modelId: string): Promise<LoadedModel>
  /** The task's input, hashed against the task. */
  loadInput(task: Pick<TaskView, 'modelId' | 'inputDigest' | 'inputRoot'>): Promise<readonly Uint8Array[]>
  /** Executes a task and commits to every tensor. */
  run(task: TaskView): Promise<Run>
  /** Executes a task on an input at hand, which is not hashed against the task. */
  runOn(task: Pick<TaskView, 'modelId'>, inputs: readonly Uint8Array[]): Promise<Run>
  /** Executes a task for its output alone: what a trace on demand commits to. */
  runOutput(task: TaskView): Promise<{ readonly outputRoot: Uint8Array; readonly output: Uint8Array }>
  close(): Promise<void>
}

/** Whoever wants to measure; called in the middle of things, returns at once. */
export interface RunObserver {
  onLoad(seconds: number): void
  onRun(run: { readonly inferenceSeconds: number; readonly hashSeconds: number; readonly bytes: number }): void
}

export interface RunnerLimits {
  /** Models held ready to run. */
  readonly modelsHeld: number
  /** Largest model that is loaded: inputs, constants and every node's tensor. */
  readonly maxModelBytes: number
  /** That run a task and hash its trace; 1 unless told. */
  readonly threads?: number
}

const bytesToRun = ({ inputs, constants, nodes }: Program): number =>
  [...inputs, ...constants, ...nodes].reduce((sum, tensor) => sum + tensorBytes(tensor), 0)

const secondsSince = (started: number): number => (performance.now() - started) / 1_000

/**
 * Runs any task of any registered model, from what chain and store say; keeps a few models ready.
 * @param inputs where the inputs of tasks are read, if not where models are
 */
export const createRunner = (
  assay: Assay,
  store: Store,
  { modelsHeld, maxModelBytes, threads = 1 }: RunnerLimits,
  observer?: RunObserver,
  inputs: Store = store,
): Runner => {
  const models = createCache<ReadyModel>({
    maxWeight: modelsHeld,
    weigh: () => 1,
    dispose: async ({ executor, lender }) => {
      lender.executor = undefined
      await executor.close()
    },
  })
  /** Other models do not push this one out before `read` has ended. */
  const useModel = <Result>(modelId: Hex, read: (model: ReadyModel) => Result | Promise<Result>): Promise<Result> => {
    const load = async (): Promise<ReadyModel> => {
      const started = performance.now()
      // Before a byte of it is fetched: a registered program may be small and its tensors larger than any memory.
      const bytes = bytesToRun((await readModel(assay, modelId)).program)
      if (bytes > maxModelBytes) throw new ModelTooLarge(modelId, bytes, maxModelBytes)
      const { model, manifest } = await fetchModel(assay, store, modelId)
      const executor = await createExecutor(model, { threads })
      observer?.onLoad(secondsSince(started))
      return { commitment: model, manifest, executor, lender: { executor } }
    }
    return models.use(modelId, load, read)
  }
  const loadModel: Runner['loadModel'] = (modelId) =>
    useModel(modelId as Hex, ({ commitment, manifest }) => ({ commitment, manifest }))
  const loadInput: Runner['loadInput'] = async (task) => {
    const { commitment } = await loadModel(task.modelId)
    return fetchInput(inputs, task, commitment.program)
  }
  const runOn: Runner['runOn'] = (task, inputs) =>
    useModel(task.modelId, async ({ commitment, executor, lender }) => {
      const started = performance.now()
      let inferenceSeconds = 0
      let bytes = 0
      const measured: Pick<Executor, 'run' | 'hashing'> = {
        hashing: executor.hashing,
        run: async (given) => {
          const tensors = await executor.run(given)
          inferenceSeconds = secondsSince(started)
          bytes = tensors.reduce((sum, tensor) => sum + tensor.length, 0)
          return tensors
        },
      }
      const trace = await runTrace(measured, commitment, inputs)
      observer?.onRun({ inferenceSeconds, hashSeconds: secondsSince(started) - inferenceSeconds, bytes })
      // not what the executor gave: threads that hash give other views back
      return { model: commitment, trace, release: releaseOnce(lender, trace.tensors) }
    })
  return {
    loadModel,
    loadInput,
    run: async (task) => runOn(task, await loadInput(task)),
    runOn,
    runOutput: async (task) => {
      const given = await loadInput(task)
      return useModel(task.modelId, async ({ commitment, executor }) => {
        const output = await executor.runOutput(given)
        return { output, outputRoot: chunkTree(output, commitment.program.activationChunkLog2).root }
      })
    },
    close: () => models.clear(),
  }
}
