import { chunkCount, treeDepth } from '@assay/program'
import type { ProgramDescription } from '../describeProgram.ts'
import { equalBytes } from '../equalBytes.ts'
import { committedRoot } from '../evidence/committedRoot.ts'
import type { Evidence, ResultClaim } from '../evidence/Evidence.ts'
import { ZERO_HASH } from '../hash.ts'
import { KnownRoot } from '../tree/KnownRoot.ts'
import { encodeRequest } from './encodeRequest.ts'
import { LIST, type Position } from './Position.ts'

/**
 * The request for a position of a result's nodes, from what the evidence knows above it.
 * @throws ProofError if it does not know enough, or if no honest result has anything there
 */
export function requestOf(
  model: ProgramDescription,
  claim: ResultClaim,
  evidence: Evidence,
  position: Position,
): Uint8Array {
  const { nodes, activationChunkLog2 } = model.program
  if (equalBytes(claim.nodesRoot, ZERO_HASH)) return encodeRequest(model, position)
  const list = evidence.nodesTree ?? new KnownRoot(claim.nodesRoot, treeDepth(nodes.length))
  const { tensor: at } = position
  const node = nodes[at]
  if (at === LIST || node === undefined) return encodeRequest(model, position, { list })
  const depth = treeDepth(chunkCount(node, activationChunkLog2))
  const tensor = evidence.tensors.get(at) ?? new KnownRoot(committedRoot(evidence, at), depth)
  return encodeRequest(model, position, { list, tensor })
}
