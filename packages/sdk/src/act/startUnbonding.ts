import { stakeVaultAbi } from '@assay/protocol'
import type { Assay } from '../Assay.ts'
import { sendCall } from '../send/sendCall.ts'
import type { Sent } from '../send/TransactionRequest.ts'

/** Moves free stake of the account to unbonding; restarts the clock of what unbonds already. */
export async function startUnbonding(assay: Assay, amount: bigint): Promise<Sent> {
  const address = assay.contracts.stakeVault
  return sendCall(assay, { address, abi: stakeVaultAbi, functionName: 'startUnbonding', args: [amount] })
}
