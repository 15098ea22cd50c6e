import { findingsAbi } from '@assay/protocol'
import { keccak256 } from 'viem'
import type { Assay } from '../Assay.ts'
import { accountOf } from '../accountOf.ts'
import type { FindingToCommit } from '../act/commitFinding.ts'
import { findingCommitment } from '../finding/findingCommitment.ts'
import { readCall } from './readCall.ts'

/** Whether the account has committed to a finding already. */
export async function isFindingCommitted(assay: Assay, { taskId, proof, salt }: FindingToCommit): Promise<boolean> {
  const commitment = findingCommitment({
    chainId: assay.chainId,
    findings: assay.contracts.findings,
    taskId,
    challenger: accountOf(assay).address,
    proofHash: keccak256(proof),
    salt,
  })
  const { sequence } = await readCall(assay, {
    address: assay.contracts.findings,
    abi: findingsAbi,
    functionName: 'committedOf',
    args: [commitment],
  })
  return sequence > 0n
}
