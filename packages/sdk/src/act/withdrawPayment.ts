import { optimisticVerifierAbi } from '@assay/protocol'
import type { Address } from 'viem'
import type { Assay } from '../Assay.ts'
import { accountOf } from '../accountOf.ts'
import { paymentTokenOf } from '../paymentTokenOf.ts'
import { readCredit } from '../read/readCredit.ts'
import { sendCall } from '../send/sendCall.ts'
import type { Sent } from '../send/TransactionRequest.ts'

/** Pays out what the verifier owes the account: all of the payment token, to itself, unless said otherwise. */
export async function withdrawPayment(
  assay: Assay,
  options: { readonly token?: Address; readonly amount?: bigint; readonly to?: Address } = {},
): Promise<Sent> {
  const { address: self } = accountOf(assay)
  const token = paymentTokenOf(assay, options.token)
  const amount = options.amount ?? (await readCredit(assay, self, token))
  return sendCall(assay, {
    address: assay.contracts.optimisticVerifier,
    abi: optimisticVerifierAbi,
    functionName: 'withdraw',
    args: [token, options.to ?? self, amount],
  })
}
