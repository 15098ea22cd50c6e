import { type Hex, keccak256 } from 'viem'
import type { Assay } from '../Assay.ts'
import { accountOf } from '../accountOf.ts'
import { findingCommitment } from './findingCommitment.ts'

export interface FindingToCommit {
  readonly taskId: Hex
  readonly proof: Uint8Array
  /** Secret until the proof is sent; random, and kept: without it nothing can be revealed. */
  readonly salt: Hex
}

/** What the account commits to when it has found a lie. */
export const ownCommitment = (assay: Assay, { taskId, proof, salt }: FindingToCommit): Hex =>
  findingCommitment({
    chainId: assay.chainId,
    findings: assay.contracts.findings,
    taskId,
    challenger: accountOf(assay).address,
    proofHash: keccak256(proof),
    salt,
  })
