import { optimisticVerifierAbi } from '@assay/protocol'
import type { Hex } from 'viem'
import type { Assay } from '../Assay.ts'
import { sendCall } from '../send/sendCall.ts'
import type { Sent } from '../send/TransactionRequest.ts'

/** Pays the provider of a task whose window has passed. Anyone may. */
export async function finaliseTask(assay: Assay, taskId: Hex): Promise<Sent> {
  const address = assay.contracts.optimisticVerifier
  return sendCall(assay, { address, abi: optimisticVerifierAbi, functionName: 'finaliseTask', args: [taskId] })
}
