import { createExecutor, type Executor, runTrace } from '@assay/executor'
import type { Model } from '@assay/program'
import { commitModel, type ModelCommitment, type TraceCommitment } from '@assay/proof'
import { depositStake, readMinimumLock, registerModel } from '@assay/sdk'
import type { Hex } from 'viem'
import { type Digit, loadTestDigits } from '../../models/digits/digits.ts'
import { importDigits } from '../../models/digits/importDigits.ts'
import { type Actor, type LocalChain, startLocalChain } from '../support/localChain.ts'
import { submitResults } from './submitResults.ts'

/** The digit model on a local chain of its own, with whoever needs stake holding plenty. */
export interface DigitsWorld {
  readonly local: LocalChain
  readonly model: Model
  readonly commitment: ModelCommitment
  readonly modelId: Hex
  readonly executor: Executor
  readonly digits: readonly Digit[]
  /** Collateral of each task here: the least that the contracts take. */
  readonly lock: bigint
  /** Runs and commits to digits of the test set, honestly. */
  traces(digits: readonly number[]): Promise<TraceCommitment[]>
  /** Requested, accepted and submitted tasks, one for each trace. */
  submit(provider: Actor, traces: readonly TraceCommitment[]): Promise<Hex[]>
  stop(): Promise<void>
}

const stakeOfEach = 10n ** 18n * 20_000n

export async function startDigitsWorld(): Promise<DigitsWorld> {
  const [{ model }, local] = await Promise.all([importDigits(), startLocalChain()])
  try {
    const commitment = commitModel(model)
    const [executor, { modelId }] = await Promise.all([
      createExecutor(model),
      registerModel(await local.as('author'), commitment),
    ])
    for (const actor of ['provider', 'liar'] as const) {
      await local.stakeTokens(actor, stakeOfEach)
      await depositStake(await local.as(actor), stakeOfEach)
    }
    const lock = await readMinimumLock(await local.as('client'), modelId)
    const digits = loadTestDigits()
    return {
      ...{ local, model, commitment, modelId, executor, digits, lock },
      traces: (which) => Promise.all(which.map((at) => runTrace(executor, commitment, [digits[at]!.pixels]))),
      submit: (provider, traces) => submitResults(local, traces, { modelId, lock, provider }),
      stop: async () => {
        await executor.close()
        await local.stop()
      },
    }
  } catch (error) {
    await local.stop()
    throw error
  }
}
