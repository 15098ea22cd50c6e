import { commitTrace, type ModelCommitment, type TraceCommitment } from '@assay/proof'
import type { CanaryLie } from './Intent.ts'

/** The run with one byte changed, committed to as if it were right; what comes after it is left as it was. */
export const tamperRun = (model: ModelCommitment, trace: TraceCommitment, lie: CanaryLie): TraceCommitment => {
  const tensor = (trace.tensors[lie.node] as Uint8Array).slice()
  tensor[lie.offset] = (tensor[lie.offset] as number) ^ lie.xor
  return commitTrace(model, trace.inputs, trace.tensors.with(lie.node, tensor))
}
