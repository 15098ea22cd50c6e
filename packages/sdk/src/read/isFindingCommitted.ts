import { findingsAbi } from '@assay/protocol'
import type { Assay } from '../Assay.ts'
import { type FindingToCommit, ownCommitment } from '../finding/ownCommitment.ts'
import { readCall } from './readCall.ts'

/** Whether the account has committed to a finding already. */
export async function isFindingCommitted(assay: Assay, finding: FindingToCommit): Promise<boolean> {
  const { sequence } = await readCall(assay, {
    address: assay.contracts.findings,
    abi: findingsAbi,
    functionName: 'committedOf',
    args: [ownCommitment(assay, finding)],
  })
  return sequence > 0n
}
