import { ProofError } from '../errors.ts'
import type { Bytes32 } from '../hash.ts'
import type { Evidence } from './Evidence.ts'

/** The root a provider committed to for a node's tensor. */
export function committedRoot(evidence: Evidence, at: number): Bytes32 {
  if (evidence.nodesTree === undefined) {
    throw new ProofError(`Nothing of node ${at} can be checked before the roots. Fetch them, then checkRoots them in.`)
  }
  return evidence.nodesTree.hash(0, at)
}
