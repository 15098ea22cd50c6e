import { stakeVaultAbi } from '@assay/protocol'
import type { Assay } from '../Assay.ts'
import { accountOf } from '../accountOf.ts'
import { readAllowance } from '../read/readAllowance.ts'
import { sendCall } from '../send/sendCall.ts'
import type { Sent } from '../send/TransactionRequest.ts'
import { signPermit } from './signPermit.ts'

/** Adds stake tokens of the account to its free stake; signs a permit where the allowance does not reach. */
export async function depositStake(assay: Assay, amount: bigint): Promise<Sent> {
  const { stakeVault: address, assayToken: token } = assay.contracts
  const call = { address, abi: stakeVaultAbi } as const
  const allowance = await readAllowance(assay, token, accountOf(assay).address, address)
  if (allowance >= amount) return sendCall(assay, { ...call, functionName: 'deposit', args: [amount] })
  const { deadline, v, r, s } = await signPermit(assay, { token, spender: address, value: amount })
  return sendCall(assay, { ...call, functionName: 'depositWithPermit', args: [amount, deadline, v, r, s] })
}
