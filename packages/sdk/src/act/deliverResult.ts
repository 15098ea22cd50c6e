import { toHex } from '@assay/proof'
import { resultDeliveryAbi } from '@assay/protocol'
import { type Hex, isAddressEqual, parseEventLogs } from 'viem'
import type { Assay } from '../Assay.ts'
import { sendCall } from '../send/sendCall.ts'
import type { Sent } from '../send/TransactionRequest.ts'

export interface DeliveryAttempt extends Sent {
  /** False: the consumer failed; anybody may try again. */
  readonly delivered: boolean
  /** Wei, now the account's (`withdrawTips`). */
  readonly tip: bigint
}

/** Calls the contract that waits for a task's output (RULE C-1). Anyone, after Final. */
export async function deliverResult(assay: Assay, taskId: Hex, output: Uint8Array): Promise<DeliveryAttempt> {
  const address = assay.contracts.resultDelivery
  const sent = await sendCall(assay, {
    address,
    abi: resultDeliveryAbi,
    functionName: 'deliver',
    args: [taskId, toHex(output)],
  })
  const logs = parseEventLogs({ abi: resultDeliveryAbi, eventName: 'ResultDelivered', logs: sent.receipt.logs })
  const event = logs.find((log) => isAddressEqual(log.address, address))
  return { ...sent, delivered: event !== undefined, tip: event?.args.tip ?? 0n }
}
