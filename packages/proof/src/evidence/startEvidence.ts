import type { ModelCommitment } from '../commitModel.ts'
import { equalBytes } from '../equalBytes.ts'
import { ZERO_HASH } from '../hash.ts'
import { listTree } from '../tree/listTree.ts'
import { type Evidence, noEvidence, type ResultClaim } from './Evidence.ts'

/** What a claim says by itself: the only root of a list of one is the list's own. */
export function startEvidence(model: Pick<ModelCommitment, 'program'>, claim: ResultClaim): Evidence {
  const known = model.program.nodes.length === 1 && !equalBytes(claim.nodesRoot, ZERO_HASH)
  return known ? { ...noEvidence, nodesTree: listTree([claim.nodesRoot]) } : noEvidence
}
