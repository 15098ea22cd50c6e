import { stakeVaultAbi } from '@assay/protocol'
import type { Address } from 'viem'
import type { Assay } from '../Assay.ts'
import { accountOf } from '../accountOf.ts'
import { sendCall } from '../send/sendCall.ts'
import type { Sent } from '../send/TransactionRequest.ts'

/** Pays out all unbonding stake of the account once its time has passed; to itself, unless `to` is named. */
export async function withdrawStake(assay: Assay, to?: Address): Promise<Sent> {
  return sendCall(assay, {
    address: assay.contracts.stakeVault,
    abi: stakeVaultAbi,
    functionName: 'withdrawStake',
    args: [to ?? accountOf(assay).address],
  })
}
