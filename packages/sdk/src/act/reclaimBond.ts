import { encodePosition, type Position } from '@assay/proof'
import { openingsAbi } from '@assay/protocol'
import type { Hex } from 'viem'
import type { Assay } from '../Assay.ts'
import { sendCall } from '../send/sendCall.ts'
import type { Sent } from '../send/TransactionRequest.ts'

/** Returns the bond of an unanswered opening to its asker's credit, once the task has ended. */
export async function reclaimBond(assay: Assay, taskId: Hex, position: Position): Promise<Sent> {
  return sendCall(assay, {
    address: assay.contracts.openings,
    abi: openingsAbi,
    functionName: 'reclaimBond',
    args: [taskId, encodePosition(position)],
  })
}
