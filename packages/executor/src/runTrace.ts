import { commitTrace, type ModelCommitment, type TraceCommitment } from '@assay/proof'
import type { Executor } from './assembleExecutor.ts'
import { HashThreadError } from './errors.ts'

/** Runs a program and commits to every tensor of the run. */
export async function runTrace(
  executor: Pick<Executor, 'run'> & Partial<Pick<Executor, 'hashing'>>,
  model: ModelCommitment,
  inputs: readonly Uint8Array[],
): Promise<TraceCommitment> {
  const tensors = await executor.run(inputs)
  if (executor.hashing === undefined) return commitTrace(model, inputs, tensors)
  try {
    return await executor.hashing.commit(model, inputs, tensors)
  } catch (error) {
    // The tensors are gone with the thread that had them; another run gives the same.
    if (!(error instanceof HashThreadError)) throw error
    return commitTrace(model, inputs, await executor.run(inputs))
  }
}
