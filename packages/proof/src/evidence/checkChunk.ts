import type { ModelCommitment } from '../commitModel.ts'
import { EvidenceError, ProofError } from '../errors.ts'
import { leafHash } from '../hash.ts'
import type { Evidence } from './Evidence.ts'
import { knownTensor } from './knownTensor.ts'
import { requireHash } from './requireHash.ts'

/**
 * Takes in one chunk of a node's tensor, padding included.
 * @throws EvidenceError
 */
export function checkChunk(
  model: ModelCommitment,
  evidence: Evidence,
  at: number,
  chunk: number,
  served: Uint8Array,
): Evidence {
  const what = `chunk ${chunk} of node ${at}`
  const tensor = knownTensor(model, evidence, at)
  const inside = tensor !== undefined && Number.isInteger(chunk) && chunk >= 0 && chunk < tensor.count
  if (!inside || !tensor.hasLeaf(chunk)) {
    throw new ProofError(`There is no leaf hash to check ${what} against. Fetch the leaves, then checkLeaves them in.`)
  }
  if (served.length !== tensor.chunkSize) {
    throw new EvidenceError(what, `${served.length} bytes`, `${tensor.chunkSize} bytes`)
  }
  requireHash(what, leafHash(served), tensor.hash(0, chunk))
  return { ...evidence, tensors: new Map(evidence.tensors).set(at, tensor.withChunk(chunk, served)) }
}
