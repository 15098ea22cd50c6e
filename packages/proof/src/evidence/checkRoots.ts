import { treeDepth } from '@assay/program'
import type { ModelCommitment } from '../commitModel.ts'
import { ZERO_HASH } from '../hash.ts'
import { HashTree } from '../tree/HashTree.ts'
import type { Evidence, ResultClaim } from './Evidence.ts'
import { requireHash } from './requireHash.ts'
import { requireHashes } from './requireHashes.ts'

/**
 * Takes in the list behind nodesRoot: the tensor root of every node, then the padding.
 * @param served 2^depth items of 32 bytes
 * @throws EvidenceError
 */
export function checkRoots(
  model: ModelCommitment,
  claim: ResultClaim,
  evidence: Evidence,
  served: Uint8Array,
): Evidence {
  const what = 'the tensor roots of its nodes'
  requireHashes(what, served, treeDepth(model.program.nodes.length))
  const nodesTree = new HashTree(served, ZERO_HASH)
  requireHash(what, nodesTree.root, claim.nodesRoot)
  return { ...evidence, nodesTree }
}
