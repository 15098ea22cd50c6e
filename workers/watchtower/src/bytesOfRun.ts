import { HASH_BYTES } from '@assay/proof'
import type { HonestRun } from './WatchtowerDeps.ts'

/** Memory of a run's tensors, and of the trees over their chunks: each has as many hashes again above its leaves. The model is held elsewhere. */
export const bytesOfRun = ({ model, trace }: Pick<HonestRun, 'model' | 'trace'>): number => {
  const chunkSize = 2 ** model.program.activationChunkLog2
  return [...trace.inputs, ...trace.tensors].reduce(
    (sum, { length }) => sum + length + 2 * HASH_BYTES * Math.ceil(length / chunkSize),
    0,
  )
}
