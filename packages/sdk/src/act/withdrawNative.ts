import { openingsAbi } from '@assay/protocol'
import type { Address } from 'viem'
import type { Assay } from '../Assay.ts'
import { accountOf } from '../accountOf.ts'
import { readNativeCredit } from '../read/readNativeCredit.ts'
import { sendCall } from '../send/sendCall.ts'
import type { Sent } from '../send/TransactionRequest.ts'

/** Pays out the account's bonds and what it earned by answering: all of it, to itself, unless said otherwise. */
export async function withdrawNative(
  assay: Assay,
  options: { readonly amountWei?: bigint; readonly to?: Address } = {},
): Promise<Sent> {
  const { address: self } = accountOf(assay)
  return sendCall(assay, {
    address: assay.contracts.openings,
    abi: openingsAbi,
    functionName: 'withdrawNative',
    args: [options.to ?? self, options.amountWei ?? (await readNativeCredit(assay, self))],
  })
}
