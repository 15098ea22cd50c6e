import { resultDeliveryAbi } from '@assay/protocol'
import type { Address } from 'viem'
import type { Assay } from '../Assay.ts'
import { accountOf } from '../accountOf.ts'
import { eventOf } from '../send/eventOf.ts'
import { sendCall } from '../send/sendCall.ts'
import type { Sent } from '../send/TransactionRequest.ts'

/** Sends the account's tips, in wei, to itself or to another. */
export async function withdrawTips(assay: Assay, to?: Address): Promise<Sent & { readonly amount: bigint }> {
  const address = assay.contracts.resultDelivery
  const sent = await sendCall(assay, {
    address,
    abi: resultDeliveryAbi,
    functionName: 'withdrawTips',
    args: [to ?? accountOf(assay).address],
  })
  return { ...sent, amount: eventOf(sent, address, resultDeliveryAbi, 'TipsWithdrawn').amount }
}
