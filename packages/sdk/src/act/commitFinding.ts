import { findingsAbi } from '@assay/protocol'
import { type Hex, keccak256 } from 'viem'
import type { Assay } from '../Assay.ts'
import { accountOf } from '../accountOf.ts'
import { findingCommitment } from '../finding/findingCommitment.ts'
import { sendCall } from '../send/sendCall.ts'
import type { Sent } from '../send/TransactionRequest.ts'

export interface FindingToCommit {
  readonly taskId: Hex
  readonly proof: Uint8Array
  /** Secret until the proof is sent; random, and kept: without it nothing can be revealed. */
  readonly salt: Hex
}

/** Claims to have found a lie, without saying which: to be mined in a block before the proof is sent (RULE S-6). Doing it again is harmless. */
export async function commitFinding(
  assay: Assay,
  { taskId, proof, salt }: FindingToCommit,
): Promise<Sent & { readonly commitment: Hex }> {
  const commitment = findingCommitment({
    chainId: assay.chainId,
    findings: assay.contracts.findings,
    taskId,
    challenger: accountOf(assay).address,
    proofHash: keccak256(proof),
    salt,
  })
  const sent = await sendCall(assay, {
    address: assay.contracts.findings,
    abi: findingsAbi,
    functionName: 'commitFinding',
    args: [commitment],
  })
  return { ...sent, commitment }
}
