import { findingsAbi } from '@assay/protocol'
import type { Hex } from 'viem'
import type { Assay } from '../Assay.ts'
import { type FindingToCommit, ownCommitment } from '../finding/ownCommitment.ts'
import { sendCall } from '../send/sendCall.ts'
import type { Sent } from '../send/TransactionRequest.ts'

/** Claims to have found a lie, without saying which: to be mined in a block before the proof is sent (RULE S-6). Doing it again is harmless. */
export async function commitFinding(
  assay: Assay,
  finding: FindingToCommit,
): Promise<Sent & { readonly commitment: Hex }> {
  const commitment = ownCommitment(assay, finding)
  const sent = await sendCall(assay, {
    address: assay.contracts.findings,
    abi: findingsAbi,
    functionName: 'commitFinding',
    args: [commitment],
  })
  return { ...sent, commitment }
}
