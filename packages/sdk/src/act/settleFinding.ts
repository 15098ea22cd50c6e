import { findingsAbi } from '@assay/protocol'
import type { Hex } from 'viem'
import type { Assay } from '../Assay.ts'
import { sendCall } from '../send/sendCall.ts'
import type { Sent } from '../send/TransactionRequest.ts'

/** Pays the finder's half of a bounty, from `revealBy` on: to the earliest finder revealed, or to the convictor; and burns the lock's rest. Anyone may. */
export async function settleFinding(assay: Assay, taskId: Hex): Promise<Sent> {
  return sendCall(assay, {
    address: assay.contracts.findings,
    abi: findingsAbi,
    functionName: 'settle',
    args: [taskId],
  })
}
