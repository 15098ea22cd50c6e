import { modelRegistryAbi } from '@assay/protocol'
import type { Digest } from '@assay/store'
import { type Hex, zeroHash } from 'viem'
import type { Assay } from '../Assay.ts'
import { LicenceInvalid } from '../errors.ts'
import { isSpdxExpression } from '../model/isSpdxExpression.ts'
import { sendCall } from '../send/sendCall.ts'
import type { Sent } from '../send/TransactionRequest.ts'

/** What an account has to say of a model. What is left out is not said. */
export interface ModelStatement {
  /** sha256 of the manifest. */
  readonly manifest?: Digest
  /** The registered model that this one was made from. */
  readonly parent?: Hex
  /** Why it departs from its parent, at most 256 bytes. */
  readonly forkReason?: string
  /** SPDX licence expression, at most 128 bytes. */
  readonly licence?: string
  /** sha256 of the quality report. */
  readonly qualityReport?: Digest
}

/** States something of a model in place of all that the account stated of it before. */
export async function stateModel(assay: Assay, modelId: Hex, statement: ModelStatement): Promise<Sent> {
  const { manifest, parent, qualityReport, licence = '', forkReason = '' } = statement
  if (licence !== '' && !isSpdxExpression(licence)) throw new LicenceInvalid(licence)
  const whole = {
    manifest: manifest ?? zeroHash,
    parent: parent ?? zeroHash,
    qualityReport: qualityReport ?? zeroHash,
    licence,
    forkReason,
  }
  return sendCall(assay, {
    address: assay.contracts.modelRegistry,
    abi: modelRegistryAbi,
    functionName: 'stateModel',
    args: [modelId, whole],
  })
}
