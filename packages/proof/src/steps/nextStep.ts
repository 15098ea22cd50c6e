import type { ModelCommitment } from '../commitModel.ts'
import { alterTrace, type TraceCommitment } from '../commitTrace.ts'
import { equalBytes } from '../equalBytes.ts'
import { ProofError } from '../errors.ts'
import type { Evidence, ResultClaim } from '../evidence/Evidence.ts'
import { knownTensor } from '../evidence/knownTensor.ts'
import { HASH_BYTES, ZERO_HASH } from '../hash.ts'
import type { TensorTree } from '../tree/TensorTree.ts'
import { firstDifference } from './firstDifference.ts'
import type { Step } from './Step.ts'
import { wrongByte } from './wrongByte.ts'
import { wrongOutput } from './wrongOutput.ts'
import { wrongPaddingItem } from './wrongPaddingItem.ts'

/**
 * Compares our execution with a provider's claim as far as the evidence goes: says what to fetch next, or proves the first
 * thing that is wrong. Every tensor before it equals ours, so what it is computed from is in our hands.
 *
 * Pure. At most three fetches lead to the end: the roots, then the leaves and one chunk of the first node that differs.
 * @param evidence served for this very claim
 * @throws OwnTraceError if the difference is our mistake
 */
export function nextStep(
  model: ModelCommitment,
  honest: TraceCommitment,
  claim: ResultClaim,
  evidence: Evidence,
): Step {
  if (!equalBytes(claim.inputRoot, honest.inputRoot)) return { kind: 'not-our-input' }
  // a trace on demand of which nothing is known yet claims its output alone
  if (equalBytes(claim.nodesRoot, ZERO_HASH)) {
    return equalBytes(claim.outputRoot, honest.outputRoot) ? { kind: 'agrees' } : { kind: 'fetch-roots' }
  }
  if (equalBytes(claim.nodesRoot, honest.nodesRoot)) {
    const agrees = equalBytes(claim.outputRoot, honest.outputRoot)
    return agrees ? { kind: 'agrees' } : wrongOutput(model, honest.nodesTree, claim)
  }

  const { nodesTree } = evidence
  if (nodesTree === undefined) return { kind: 'fetch-roots' }
  if (!equalBytes(nodesTree.root, claim.nodesRoot)) {
    throw new ProofError('The evidence was served for another result. Start from noEvidence for each claim.')
  }
  const at = firstDifferent(nodesTree.leaves, honest.nodesTree.leaves)
  if (at >= model.program.nodes.length) return wrongPaddingItem(model, nodesTree, at)

  const tensor = knownTensor(model, evidence, at)
  const ours = honest.nodeTrees[at]!
  const chunk = tensor?.firstLeaf(ours)
  if (tensor === undefined || chunk === undefined) return { kind: 'fetch-leaves', node: at }
  if (!tensor.has(chunk)) return { kind: 'fetch-chunk', node: at, chunk }

  const offset = chunk * tensor.chunkSize + firstDifference(tensor.chunk(chunk), ours.chunk(chunk))
  const trees: readonly TensorTree[] = honest.nodeTrees
  const accused = alterTrace(honest, { nodesTree, nodeTrees: trees.with(at, tensor) })
  return wrongByte(model, accused, at, offset)
}

function firstDifferent(hashes: Uint8Array, ours: Uint8Array): number {
  return Math.floor(firstDifference(hashes, ours) / HASH_BYTES)
}
