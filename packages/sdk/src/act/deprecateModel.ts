import { modelRegistryAbi } from '@assay/protocol'
import { type Hex, zeroHash } from 'viem'
import type { Assay } from '../Assay.ts'
import type { DeprecationView } from '../read/readStatement.ts'
import { sendCall } from '../send/sendCall.ts'
import type { Sent } from '../send/TransactionRequest.ts'

/** Advises against a model, in place of the account's earlier advice. It stops no task, open or new. */
export async function deprecateModel(
  assay: Assay,
  modelId: Hex,
  { successor, reason }: DeprecationView,
): Promise<Sent> {
  return sendCall(assay, {
    address: assay.contracts.modelRegistry,
    abi: modelRegistryAbi,
    functionName: 'deprecateModel',
    args: [modelId, successor ?? zeroHash, reason],
  })
}
