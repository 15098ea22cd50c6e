import { stakeVaultAbi } from '@assay/protocol'
import type { Address } from 'viem'
import type { Assay } from '../Assay.ts'
import { sendCall } from '../send/sendCall.ts'
import type { Sent } from '../send/TransactionRequest.ts'

/** What is claimed for the account goes to `payee`, after the key delay. Naming the present payee drops a change that waits. */
export async function setPayee(assay: Assay, payee: Address): Promise<Sent> {
  return sendCall(assay, {
    address: assay.contracts.stakeVault,
    abi: stakeVaultAbi,
    functionName: 'setPayee',
    args: [payee],
  })
}
