import { modelRegistryAbi } from '@assay/protocol'
import type { Address, Hex } from 'viem'
import type { Assay } from '../Assay.ts'
import { readLogs } from './readLogs.ts'

export interface ModelListing {
  readonly modelId: Hex
  readonly author: Address
}

/** Every registered model, oldest first. */
export async function listModels(assay: Assay): Promise<ModelListing[]> {
  const logs = await readLogs(assay, {
    address: assay.contracts.modelRegistry,
    abi: modelRegistryAbi,
    eventName: 'ModelRegistered',
  })
  return logs.map(({ args: { modelId, author } }) => ({ modelId, author }))
}
