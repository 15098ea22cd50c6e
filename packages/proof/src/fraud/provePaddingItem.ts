import type { ModelCommitment } from '../commitModel.ts'
import { joinBytes } from '../joinBytes.ts'
import type { ListTree } from '../tree/listTree.ts'
import { bigEndian } from './bigEndian.ts'
import { claimCodes } from './ClaimKind.ts'

/** Proof that an item of the node list past the last node is not zero: docs/format.md, claim 3. Holds only if so. */
export function provePaddingItem(model: ModelCommitment, nodesTree: ListTree, index: number): Uint8Array {
  return joinBytes([
    Uint8Array.of(claimCodes.WrongPadding),
    model.header,
    bigEndian(index, 2),
    nodesTree.hash(0, index),
    nodesTree.path(index),
  ])
}
