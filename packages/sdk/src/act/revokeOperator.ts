import { stakeVaultAbi } from '@assay/protocol'
import type { Address } from 'viem'
import type { Assay } from '../Assay.ts'
import { sendCall } from '../send/sendCall.ts'
import type { Sent } from '../send/TransactionRequest.ts'

/** From now on the key may nothing more; its accepted tasks are the account's own to submit. */
export async function revokeOperator(assay: Assay, operator: Address): Promise<Sent> {
  return sendCall(assay, {
    address: assay.contracts.stakeVault,
    abi: stakeVaultAbi,
    functionName: 'revokeOperator',
    args: [operator],
  })
}
