import { encodePosition, type Position } from '@assay/proof'
import { openingsAbi } from '@assay/protocol'
import type { Hex } from 'viem'
import type { Assay } from '../Assay.ts'
import { sendCall } from '../send/sendCall.ts'
import type { Sent } from '../send/TransactionRequest.ts'

/** Refutes a result whose opening was not answered in time; the bounty is its asker's. */
export async function convictSilence(assay: Assay, taskId: Hex, position: Position): Promise<Sent> {
  return sendCall(assay, {
    address: assay.contracts.openings,
    abi: openingsAbi,
    functionName: 'convictSilence',
    args: [taskId, encodePosition(position)],
  })
}
