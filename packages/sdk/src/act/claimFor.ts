import { optimisticVerifierAbi } from '@assay/protocol'
import type { Address } from 'viem'
import type { Assay } from '../Assay.ts'
import { paymentTokenOf } from '../paymentTokenOf.ts'
import { sendCall } from '../send/sendCall.ts'
import type { Sent } from '../send/TransactionRequest.ts'

/** Pays all that a provider is owed in a token to its payee; the account is the provider or one of its operators. */
export async function claimFor(assay: Assay, provider: Address, token?: Address): Promise<Sent> {
  return sendCall(assay, {
    address: assay.contracts.optimisticVerifier,
    abi: optimisticVerifierAbi,
    functionName: 'claimFor',
    args: [provider, paymentTokenOf(assay, token)],
  })
}
