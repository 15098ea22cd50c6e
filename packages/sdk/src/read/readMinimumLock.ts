import { optimisticVerifierAbi } from '@assay/protocol'
import type { Hex } from 'viem'
import type { Assay } from '../Assay.ts'
import { readCall } from './readCall.ts'

/** The smallest lock a task of this model may carry (RULE S-4), in the stake token's smallest unit. */
export async function readMinimumLock(assay: Assay, modelId: Hex): Promise<bigint> {
  return readCall(assay, {
    address: assay.contracts.optimisticVerifier,
    abi: optimisticVerifierAbi,
    functionName: 'minimumLock',
    args: [modelId],
  })
}
