import { optimisticVerifierAbi } from '@assay/protocol'
import type { Assay } from '../Assay.ts'
import { sendCall } from '../send/sendCall.ts'
import type { Sent } from '../send/TransactionRequest.ts'

/** The account's word that it holds model and input of a task (RULE T-5); locks its stake. */
export async function acceptTask(assay: Assay, taskId: bigint): Promise<Sent> {
  const address = assay.contracts.optimisticVerifier
  return sendCall(assay, { address, abi: optimisticVerifierAbi, functionName: 'acceptTask', args: [taskId] })
}
