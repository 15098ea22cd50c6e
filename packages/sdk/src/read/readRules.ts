import {
  findingsAbi,
  openingsAbi,
  optimisticVerifierAbi,
  requestGateAbi,
  stakeVaultAbi,
  timelockAbi,
} from '@assay/protocol'
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
  readonly openings: {
    /** To answer an opening; to go deeper or prove after an answer; between two answers that one provider owes. */
    readonly responseSec: number
    readonly graceSec: number
    readonly perAnswerSec: number
    /** Least price of a gas when a bond is reckoned, in wei. */
    readonly bondFloorWei: bigint
  }
  readonly stakeToken: Address
  readonly unbondingSec: bigint
  /** Before an operator's limits rise, or a payee changes. */
  readonly keyDelaySec: bigint
  /** For finders, after a conviction. */
  readonly revealSec: bigint
  /** From the end of a guardian's stop to its next. */
  readonly coolDownSec: bigint
  /** Before a change of the owner's is made; absent where the owner is a plain account. */
  readonly timelockSec?: bigint
}

export async function readRules(assay: Assay): Promise<RulesView> {
  const { optimisticVerifier, stakeVault, openings, findings, requestGate, timelock } = assay.contracts
  const verifier = { address: optimisticVerifier, abi: optimisticVerifierAbi } as const
  const vault = { address: stakeVault, abi: stakeVaultAbi } as const
  const opening = { address: openings, abi: openingsAbi } as const
  const [bounds, dials, stakeToken, unbondingSec, keyDelaySec, revealSec, coolDownSec] = await Promise.all([
    readCall(assay, { ...verifier, functionName: 'bounds' }),
    readCall(assay, { ...verifier, functionName: 'dials' }),
    readCall(assay, { ...vault, functionName: 'stakeToken' }),
    readCall(assay, { ...vault, functionName: 'unbondingSec' }),
    readCall(assay, { ...vault, functionName: 'keyDelaySec' }),
    readCall(assay, { address: findings, abi: findingsAbi, functionName: 'revealSec' }),
    readCall(assay, { address: requestGate, abi: requestGateAbi, functionName: 'coolDownSec' }),
  ])
  const [responseSec, graceSec, perAnswerSec, bondFloorWei] = await Promise.all([
    readCall(assay, { ...opening, functionName: 'responseSec' }),
    readCall(assay, { ...opening, functionName: 'graceSec' }),
    readCall(assay, { ...opening, functionName: 'perAnswerSec' }),
    readCall(assay, { ...opening, functionName: 'bondFloorWei' }),
  ])
  const timelockSec =
    timelock === undefined
      ? undefined
      : await readCall(assay, { address: timelock, abi: timelockAbi, functionName: 'getMinDelay' })
  return {
    ...{ bounds, dials, openings: { responseSec, graceSec, perAnswerSec, bondFloorWei } },
    ...{ stakeToken, unbondingSec, keyDelaySec, revealSec, coolDownSec },
    ...(timelockSec === undefined ? {} : { timelockSec }),
  }
}
