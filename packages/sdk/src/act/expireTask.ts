import { optimisticVerifierAbi } from '@assay/protocol'
import type { Hex } from 'viem'
import type { Assay } from '../Assay.ts'
import { sendCall } from '../send/sendCall.ts'
import type { Sent } from '../send/TransactionRequest.ts'

/** Refunds the client of a task whose result is overdue. Anyone may. */
export async function expireTask(assay: Assay, taskId: Hex): Promise<Sent> {
  const address = assay.contracts.optimisticVerifier
  return sendCall(assay, { address, abi: optimisticVerifierAbi, functionName: 'expireTask', args: [taskId] })
}
