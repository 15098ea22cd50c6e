import { optimisticVerifierAbi, stakeVaultAbi } from '@assay/protocol'
import type { Address } from 'viem'
import type { Assay } from '../Assay.ts'
import { readCall } from './readCall.ts'
import type { DialsView } from './readTask.ts'

/** What holds for every task of a deployment, and what the next one will be given. Seconds, unless named otherwise. */
export interface RulesView {
  readonly bounds: {
    readonly minWindowSec: number
    readonly maxWindowSec: number
    readonly maxSubmitSec: number
    readonly maxAcceptSec: number
    /** Stake token, smallest unit, that always pays for one gas. */
    readonly stakePerGas: bigint
    readonly maxFeeBps: number
  }
  readonly dials: DialsView
  readonly stakeToken: Address
  readonly unbondingSec: bigint
}

export async function readRules(assay: Assay): Promise<RulesView> {
  const verifier = { address: assay.contracts.optimisticVerifier, abi: optimisticVerifierAbi } as const
  const vault = { address: assay.contracts.stakeVault, abi: stakeVaultAbi } as const
  const [bounds, dials, stakeToken, unbondingSec] = await Promise.all([
    readCall(assay, { ...verifier, functionName: 'bounds' }),
    readCall(assay, { ...verifier, functionName: 'dials' }),
    readCall(assay, { ...vault, functionName: 'stakeToken' }),
    readCall(assay, { ...vault, functionName: 'unbondingSec' }),
  ])
  return { bounds, dials, stakeToken, unbondingSec }
}
