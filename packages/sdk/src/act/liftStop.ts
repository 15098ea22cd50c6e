import { requestGateAbi } from '@assay/protocol'
import type { Assay } from '../Assay.ts'
import { sendCall } from '../send/sendCall.ts'
import type { Sent } from '../send/TransactionRequest.ts'

/** Admits new tasks again before a stop's end; the account is the guardian or the owner. The cool-down starts now. */
export async function liftStop(assay: Assay, reason: string): Promise<Sent> {
  return sendCall(assay, {
    address: assay.contracts.requestGate,
    abi: requestGateAbi,
    functionName: 'lift',
    args: [reason],
  })
}
