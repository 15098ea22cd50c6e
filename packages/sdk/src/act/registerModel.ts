import { encodeProgram, type Model } from '@assay/program'
import { commitModel, type ModelCommitment, toHex } from '@assay/proof'
import { modelRegistryAbi } from '@assay/protocol'
import type { Hex } from 'viem'
import type { Assay } from '../Assay.ts'
import { isRegistered } from '../read/isRegistered.ts'
import { sendCall } from '../send/sendCall.ts'
import type { Sent } from '../send/TransactionRequest.ts'

export interface Registration {
  readonly modelId: Hex
  readonly commitment: ModelCommitment
  /** Absent: the model was registered already, by whomever; its content is the same (RULE M-1). */
  readonly sent?: Sent
}

/** Registers a model's program and the root of its constants; the chain validates the program. */
export async function registerModel(assay: Assay, model: Model | ModelCommitment): Promise<Registration> {
  const commitment = 'modelId' in model ? model : commitModel(model)
  const modelId = toHex(commitment.modelId)
  if (await isRegistered(assay, modelId)) return { modelId, commitment }
  const sent = await sendCall(assay, {
    address: assay.contracts.modelRegistry,
    abi: modelRegistryAbi,
    functionName: 'registerModel',
    args: [toHex(encodeProgram(commitment.program)), toHex(commitment.constantsRoot)],
  })
  return { modelId, commitment, sent }
}
