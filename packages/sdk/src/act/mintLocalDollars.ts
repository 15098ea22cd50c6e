import { localDollarAbi } from '@assay/protocol'
import type { Address } from 'viem'
import type { Assay } from '../Assay.ts'
import { paymentTokenOf } from '../paymentTokenOf.ts'
import { sendCall } from '../send/sendCall.ts'
import type { Sent } from '../send/TransactionRequest.ts'

/** Prints dollars of a local network; only its deployer may. Amounts in millionths of a dollar. */
export async function mintLocalDollars(assay: Assay, to: Address, amount: bigint): Promise<Sent> {
  return sendCall(assay, {
    address: paymentTokenOf(assay),
    abi: localDollarAbi,
    functionName: 'mint',
    args: [to, amount],
  })
}
