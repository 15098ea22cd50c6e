import { modelRegistryAbi } from '@assay/protocol'
import type { Hex } from 'viem'
import type { Assay } from '../Assay.ts'
import { sendCall } from '../send/sendCall.ts'
import type { Sent } from '../send/TransactionRequest.ts'

/** Takes the account's deprecation of a model back. */
export async function reinstateModel(assay: Assay, modelId: Hex): Promise<Sent> {
  return sendCall(assay, {
    address: assay.contracts.modelRegistry,
    abi: modelRegistryAbi,
    functionName: 'reinstateModel',
    args: [modelId],
  })
}
