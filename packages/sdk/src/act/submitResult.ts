import { optimisticVerifierAbi } from '@assay/protocol'
import type { Hex } from 'viem'
import type { Assay } from '../Assay.ts'
import { sendCall } from '../send/sendCall.ts'
import type { Sent } from '../send/TransactionRequest.ts'

export interface ResultRoots {
  readonly outputRoot: Hex
  readonly nodesRoot: Hex
}

/** Claims a result, once and for all (RULE T-1). */
export async function submitResult(assay: Assay, taskId: bigint, result: ResultRoots): Promise<Sent> {
  return sendCall(assay, {
    address: assay.contracts.optimisticVerifier,
    abi: optimisticVerifierAbi,
    functionName: 'submitResult',
    args: [taskId, result.outputRoot, result.nodesRoot],
  })
}
