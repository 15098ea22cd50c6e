import { commitTrace, type ModelCommitment, type TraceCommitment } from '@assay/proof'
import type { Executor } from './assembleExecutor.ts'

/** Runs a program and commits to every tensor of the run. */
export async function runTrace(
  executor: Pick<Executor, 'run'>,
  model: ModelCommitment,
  inputs: readonly Uint8Array[],
): Promise<TraceCommitment> {
  return commitTrace(model, inputs, await executor.run(inputs))
}
