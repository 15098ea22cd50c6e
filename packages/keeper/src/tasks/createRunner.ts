import { createExecutor, type Executor, ExecutorClosedError, runTrace } from '@assay/executor'
import { type Program, tensorBytes } from '@assay/program'
import { chunkTree, type ModelCommitment, type TraceCommitment } from '@assay/proof'
import { type Assay, fetchInput, fetchModel, type Manifest, readModel, type TaskView } from '@assay/sdk'
import type { Store } from '@assay/store'
import type { Hex } from 'viem'
import { ModelTooLarge } from '../errors.ts'
import { createCache } from '../process/createCache.ts'

/** A model ready to run. */
export interface LoadedModel {
  readonly commitment: ModelCommitment
  /** What its author says about it. */
  readonly manifest: Manifest
  readonly executor: Executor
}

export interface Run {
  readonly model: ModelCommitment
  readonly trace: TraceCommitment
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
  { modelsHeld, maxModelBytes }: RunnerLimits,
  observer?: RunObserver,
  inputs: Store = store,
): Runner => {
  const models = createCache<LoadedModel>({
    load: async (modelId) => {
      const started = performance.now()
      // Before a byte of it is fetched: a registered program may be small and its tensors larger than any memory.
      const bytes = bytesToRun((await readModel(assay, modelId as Hex)).program)
      if (bytes > maxModelBytes) throw new ModelTooLarge(modelId, bytes, maxModelBytes)
      const { model, manifest } = await fetchModel(assay, store, modelId as Hex)
      const executor = await createExecutor(model)
      observer?.onLoad(secondsSince(started))
      return { commitment: model, manifest, executor }
    },
    maxWeight: modelsHeld,
    weigh: () => 1,
    dispose: (model) => model.executor.close(),
  })
  const loadInput: Runner['loadInput'] = async (task) => {
    const { commitment } = await models.get(task.modelId)
    return fetchInput(inputs, task, commitment.program)
  }
  const runOn: Runner['runOn'] = async (task, inputs) => {
    const { commitment, executor } = await models.get(task.modelId)
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
    return { model: commitment, trace }
  }
  const run = async (task: TaskView): Promise<Run> => runOn(task, await loadInput(task))
  const runOutput: Runner['runOutput'] = async (task) => {
    const inputs = await loadInput(task)
    const { commitment, executor } = await models.get(task.modelId)
    const output = await executor.runOutput(inputs)
    return { output, outputRoot: chunkTree(output, commitment.program.activationChunkLog2).root }
  }
  // Other models may have pushed this one out between getting it and running it.
  const orAgain = async <T>(attempt: () => Promise<T>): Promise<T> =>
    attempt().catch((error) => (error instanceof ExecutorClosedError ? attempt() : Promise.reject(error)))
  return {
    loadModel: (modelId) => models.get(modelId),
    loadInput,
    run: (task) => orAgain(() => run(task)),
    runOn: (task, inputs) => orAgain(() => runOn(task, inputs)),
    runOutput: (task) => orAgain(() => runOutput(task)),
    close: () => models.clear(),
  }
}
