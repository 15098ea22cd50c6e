import { optimisticVerifierAbi } from '@assay/protocol'
import type { Address, Hex } from 'viem'
import type { Assay } from '../Assay.ts'
import { accountOf } from '../accountOf.ts'
import { sendCall } from '../send/sendCall.ts'
import type { Sent } from '../send/TransactionRequest.ts'

/**
 * The provider's word that it holds model and input of a task (RULE T-5); locks its stake.
 * @param provider whose operator the account is; default: the account itself
 */
export async function acceptTask(assay: Assay, taskId: Hex, provider?: Address): Promise<Sent> {
  return sendCall(assay, {
    address: assay.contracts.optimisticVerifier,
    abi: optimisticVerifierAbi,
    functionName: 'acceptTask',
    args: [taskId, provider ?? accountOf(assay).address],
  })
}
