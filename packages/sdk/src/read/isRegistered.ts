import { modelRegistryAbi } from '@assay/protocol'
import type { Hex } from 'viem'
import type { Assay } from '../Assay.ts'
import { readCall } from './readCall.ts'

export async function isRegistered(assay: Assay, modelId: Hex): Promise<boolean> {
  const record = await readCall(assay, {
    address: assay.contracts.modelRegistry,
    abi: modelRegistryAbi,
    functionName: 'modelOf',
    args: [modelId],
  })
  return record.registeredAt > 0n
}
