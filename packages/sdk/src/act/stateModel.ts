import { modelRegistryAbi } from '@assay/protocol'
import type { Digest } from '@assay/store'
import type { Hex } from 'viem'
import type { Assay } from '../Assay.ts'
import { sendCall } from '../send/sendCall.ts'
import type { Sent } from '../send/TransactionRequest.ts'

/** Says where the account's description of a model is; replaces what it said before. */
export async function stateModel(assay: Assay, modelId: Hex, manifest: Digest): Promise<Sent> {
  return sendCall(assay, {
    address: assay.contracts.modelRegistry,
    abi: modelRegistryAbi,
    functionName: 'stateModel',
    args: [modelId, manifest],
  })
}
