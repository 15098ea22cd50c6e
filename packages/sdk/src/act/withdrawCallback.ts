import { resultDeliveryAbi } from '@assay/protocol'
import type { Hex } from 'viem'
import type { Assay } from '../Assay.ts'
import { sendCall } from '../send/sendCall.ts'
import type { Sent } from '../send/TransactionRequest.ts'

/** Takes back a callback that was not delivered; its tip is the client's again (`withdrawTips`). */
export async function withdrawCallback(assay: Assay, taskId: Hex): Promise<Sent> {
  return sendCall(assay, {
    address: assay.contracts.resultDelivery,
    abi: resultDeliveryAbi,
    functionName: 'withdrawCallback',
    args: [taskId],
  })
}
