import type { ModelCommitment } from '../commitModel.ts'
import { provePaddingItem } from '../fraud/provePaddingItem.ts'
import type { ListTree } from '../tree/listTree.ts'
import { rootAsInt } from './rootAsInt.ts'
import type { ProveStep } from './Step.ts'

/** @param nodesTree behind the claim's nodesRoot, whose item `index`, past the last node, is not zero */
export function wrongPaddingItem(model: ModelCommitment, nodesTree: ListTree, index: number): ProveStep {
  return {
    kind: 'prove',
    claim: 'WrongPadding',
    node: index,
    element: 0,
    committed: rootAsInt(nodesTree.hash(0, index)),
    recomputed: 0n,
    proof: provePaddingItem(model, nodesTree, index),
  }
}
