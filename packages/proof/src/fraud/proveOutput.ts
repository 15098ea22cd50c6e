import type { ModelCommitment } from '../commitModel.ts'
import { joinBytes } from '../joinBytes.ts'
import type { ListTree } from '../tree/listTree.ts'
import { claimCodes } from './ClaimKind.ts'

/** Proof that outputRoot is not the tensor root of the last node: docs/format.md, claim 2. Holds only if so. */
export function proveOutput(model: ModelCommitment, nodesTree: ListTree): Uint8Array {
  const last = model.program.nodes.length - 1
  return joinBytes([Uint8Array.of(claimCodes.WrongOutput), model.header, nodesTree.hash(0, last), nodesTree.path(last)])
}
