import { requestGateAbi } from '@assay/protocol'
import type { Assay } from '../Assay.ts'
import { sendCall } from '../send/sendCall.ts'
import type { Sent } from '../send/TransactionRequest.ts'

/**
 * Refuses new tasks from now on, for at most seven days; the account is the guardian. Tasks under way are untouched.
 * @param reason for everyone to read, 1 to 256 bytes
 */
export async function stopRequests(assay: Assay, stopSec: bigint, reason: string): Promise<Sent> {
  return sendCall(assay, {
    address: assay.contracts.requestGate,
    abi: requestGateAbi,
    functionName: 'stop',
    args: [stopSec, reason],
  })
}
