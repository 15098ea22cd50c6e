import { stakeVaultAbi } from '@assay/protocol'
import type { Assay } from '../Assay.ts'
import { sendCall } from '../send/sendCall.ts'
import type { Sent } from '../send/TransactionRequest.ts'

/** Moves all unbonding stake of the account back to free. */
export async function cancelUnbonding(assay: Assay): Promise<Sent> {
  const address = assay.contracts.stakeVault
  return sendCall(assay, { address, abi: stakeVaultAbi, functionName: 'cancelUnbonding', args: [] })
}
