import { openingsAbi } from '@assay/protocol'
import type { Address } from 'viem'
import type { Assay } from '../Assay.ts'
import { sendCall } from '../send/sendCall.ts'
import type { Sent } from '../send/TransactionRequest.ts'

/** Pays what a provider earned by answering to its payee; the account is the provider or one of its operators. */
export async function claimNativeFor(assay: Assay, provider: Address): Promise<Sent> {
  return sendCall(assay, {
    address: assay.contracts.openings,
    abi: openingsAbi,
    functionName: 'claimNativeFor',
    args: [provider],
  })
}
