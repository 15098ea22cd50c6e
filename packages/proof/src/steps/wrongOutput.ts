import type { ModelCommitment } from '../commitModel.ts'
import type { ResultClaim } from '../evidence/Evidence.ts'
import { proveOutput } from '../fraud/proveOutput.ts'
import type { ListTree } from '../tree/listTree.ts'
import { rootAsInt } from './rootAsInt.ts'
import type { ProveStep } from './Step.ts'

/** @param nodesTree behind the claim's nodesRoot */
export function wrongOutput(model: ModelCommitment, nodesTree: ListTree, claim: ResultClaim): ProveStep {
  const node = model.program.nodes.length - 1
  return {
    kind: 'prove',
    claim: 'WrongOutput',
    node,
    element: 0,
    committed: rootAsInt(claim.outputRoot),
    recomputed: rootAsInt(nodesTree.hash(0, node)),
    proof: proveOutput(model, nodesTree),
  }
}
