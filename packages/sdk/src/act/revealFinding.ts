import { findingsAbi } from '@assay/protocol'
import { type Address, type Hex, keccak256, toHex } from 'viem'
import type { Assay } from '../Assay.ts'
import { accountOf } from '../accountOf.ts'
import { readFinding } from '../read/readFinding.ts'
import { sendCall } from '../send/sendCall.ts'
import type { Sent } from '../send/TransactionRequest.ts'

export interface FindingToReveal {
  readonly taskId: Hex
  /** What was committed to. */
  readonly proof: Uint8Array
  readonly salt: Hex
  /** Who committed. Default: the account. */
  readonly challenger?: Address
}

/** Shows, after a conviction and before `revealBy`, that a proof was committed to before it. The proof itself is sent only if another one convicted. */
export async function revealFinding(assay: Assay, finding: FindingToReveal): Promise<Sent> {
  const { taskId, proof, salt, challenger } = finding
  const convicted = await readFinding(assay, taskId)
  const bytes = convicted?.proofHash === keccak256(proof) ? '0x' : toHex(proof)
  return sendCall(assay, {
    address: assay.contracts.findings,
    abi: findingsAbi,
    functionName: 'reveal',
    args: [taskId, challenger ?? accountOf(assay).address, salt, bytes],
  })
}
