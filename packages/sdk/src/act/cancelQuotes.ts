import { quotesAbi } from '@assay/protocol'
import type { Address } from 'viem'
import type { Assay } from '../Assay.ts'
import { accountOf } from '../accountOf.ts'
import { sendCall } from '../send/sendCall.ts'
import type { Sent } from '../send/TransactionRequest.ts'

/**
 * Takes quotes back before they expire, by their nonces.
 * @param provider whose operator the account is; default: the account itself
 */
export async function cancelQuotes(assay: Assay, nonces: readonly bigint[], provider?: Address): Promise<Sent> {
  return sendCall(assay, {
    address: assay.contracts.quotes,
    abi: quotesAbi,
    functionName: 'cancel',
    args: [provider ?? accountOf(assay).address, nonces],
  })
}
