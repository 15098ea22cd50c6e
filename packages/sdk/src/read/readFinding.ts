import { findingsAbi } from '@assay/protocol'
import { type Address, type Hex, zeroAddress } from 'viem'
import type { Assay } from '../Assay.ts'
import { readCall } from './readCall.ts'

/** The finder's half of a conviction's bounty. */
export interface FindingView {
  readonly taskId: Hex
  readonly convictor: Address
  readonly convictedAt: bigint
  /** Reveals are admitted before this second, settling from it on. */
  readonly revealBy: bigint
  readonly proofHash: Hex
  /** Stake token, smallest unit. */
  readonly amount: bigint
  /** Of the liar's lock: leaves the supply when the finding is settled. */
  readonly toBurn: bigint
  /** Earliest finder revealed so far, and the place of its commitment among all. */
  readonly finder?: Address
  readonly finderSequence?: bigint
  readonly settled: boolean
}

/** Undefined while nobody has convicted the task's result with a proof. */
export async function readFinding(assay: Assay, taskId: Hex): Promise<FindingView | undefined> {
  const call = { address: assay.contracts.findings, abi: findingsAbi } as const
  const [finding, revealSec] = await Promise.all([
    readCall(assay, { ...call, functionName: 'findingOf', args: [taskId] }),
    readCall(assay, { ...call, functionName: 'revealSec' }),
  ])
  const { convictor, convictedAt, proofHash, amount, toBurn, finder, finderSequence, settled } = finding
  if (convictedAt === 0n) return undefined
  return {
    ...{ taskId, convictor, convictedAt, revealBy: convictedAt + revealSec, proofHash, amount, toBurn, settled },
    ...(finder === zeroAddress ? {} : { finder, finderSequence }),
  }
}
