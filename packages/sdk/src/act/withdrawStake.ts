import { stakeVaultAbi } from '@assay/protocol'
import type { Address } from 'viem'
import type { Assay } from '../Assay.ts'
import { accountOf } from '../accountOf.ts'
import { readAccount } from '../read/readAccount.ts'
import { sendCall } from '../send/sendCall.ts'
import type { Sent } from '../send/TransactionRequest.ts'

/** Pays out unbonding stake of the account once its time has passed: all of it, to itself, unless said otherwise. */
export async function withdrawStake(
  assay: Assay,
  options: { readonly amount?: bigint; readonly to?: Address } = {},
): Promise<Sent> {
  const { address: self } = accountOf(assay)
  const amount = options.amount ?? (await readAccount(assay, self)).unbonding
  return sendCall(assay, {
    address: assay.contracts.stakeVault,
    abi: stakeVaultAbi,
    functionName: 'withdrawStake',
    args: [options.to ?? self, amount],
  })
}
