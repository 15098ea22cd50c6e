import { modelRegistryAbi } from '@assay/protocol'
import type { Digest } from '@assay/store'
import { type Address, type Hex, zeroHash } from 'viem'
import type { Assay } from '../Assay.ts'
import { readCall } from './readCall.ts'

/** The digest of the manifest an account stated for a model; undefined if it stated none. */
export async function readStatement(assay: Assay, modelId: Hex, account: Address): Promise<Digest | undefined> {
  const digest = await readCall(assay, {
    address: assay.contracts.modelRegistry,
    abi: modelRegistryAbi,
    functionName: 'statementOf',
    args: [modelId, account],
  })
  return digest === zeroHash ? undefined : digest
}
