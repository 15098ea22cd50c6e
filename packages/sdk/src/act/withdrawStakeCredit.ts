import { stakeVaultAbi } from '@assay/protocol'
import type { Address } from 'viem'
import type { Assay } from '../Assay.ts'
import { accountOf } from '../accountOf.ts'
import { readAccount } from '../read/readAccount.ts'
import { sendCall } from '../send/sendCall.ts'
import type { Sent } from '../send/TransactionRequest.ts'

/** Pays out compensation and bounties: all of them, to the account itself, unless said otherwise. */
export async function withdrawStakeCredit(
  assay: Assay,
  options: { readonly amount?: bigint; readonly to?: Address } = {},
): Promise<Sent> {
  const { address: self } = accountOf(assay)
  const amount = options.amount ?? (await readAccount(assay, self)).stakeCredit
  return sendCall(assay, {
    address: assay.contracts.stakeVault,
    abi: stakeVaultAbi,
    functionName: 'withdrawCredit',
    args: [options.to ?? self, amount],
  })
}
