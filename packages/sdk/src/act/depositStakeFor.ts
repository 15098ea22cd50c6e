import { stakeVaultAbi } from '@assay/protocol'
import type { Address } from 'viem'
import type { Assay } from '../Assay.ts'
import { accountOf } from '../accountOf.ts'
import { readAllowance } from '../read/readAllowance.ts'
import { sendCall } from '../send/sendCall.ts'
import type { Sent } from '../send/TransactionRequest.ts'
import { approve } from './approve.ts'

/** Adds stake tokens of the account to a provider's free stake: they are the provider's from then on. Approves where need be. */
export async function depositStakeFor(assay: Assay, provider: Address, amount: bigint): Promise<Sent> {
  const { stakeVault: address, assayToken: token } = assay.contracts
  const allowance = await readAllowance(assay, token, accountOf(assay).address, address)
  if (allowance < amount) await approve(assay, token, address, amount)
  return sendCall(assay, { address, abi: stakeVaultAbi, functionName: 'depositFor', args: [provider, amount] })
}
