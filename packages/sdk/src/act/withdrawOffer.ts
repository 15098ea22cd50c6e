import { modelRegistryAbi } from '@assay/protocol'
import type { Hex } from 'viem'
import type { Assay } from '../Assay.ts'
import { sendCall } from '../send/sendCall.ts'
import type { Sent } from '../send/TransactionRequest.ts'

/** Ends the account's offer for a model; tasks already accepted are not touched. */
export async function withdrawOffer(assay: Assay, modelId: Hex): Promise<Sent> {
  return sendCall(assay, {
    address: assay.contracts.modelRegistry,
    abi: modelRegistryAbi,
    functionName: 'withdrawOffer',
    args: [modelId],
  })
}
