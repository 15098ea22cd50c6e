import { resultDeliveryAbi } from '@assay/protocol'
import type { Address, Hex } from 'viem'
import type { Assay } from '../Assay.ts'
import { sendCall } from '../send/sendCall.ts'
import type { Sent } from '../send/TransactionRequest.ts'

export interface CallbackRequest {
  /** A contract with the function of IResultConsumer. */
  readonly consumer: Address
  /** What it needs: 30,000 to 2,000,000. */
  readonly gasLimit: number
  /** For whoever delivers, in wei. */
  readonly tip?: bigint
}

/** Names the contract to which the output of one's task goes when it is final (RULE C-1). The task's client only. */
export async function registerCallback(
  assay: Assay,
  taskId: Hex,
  { consumer, gasLimit, tip }: CallbackRequest,
): Promise<Sent> {
  return sendCall(assay, {
    address: assay.contracts.resultDelivery,
    abi: resultDeliveryAbi,
    functionName: 'registerCallback',
    args: [taskId, consumer, gasLimit],
    ...(tip === undefined ? {} : { value: tip }),
  })
}
