import type { JobContext, Outcome } from '@assay/keeper'
import { ContractRevert } from '@assay/protocol'
import { InputNotCanonical, type OfferView, type ResultRoots, type TaskView } from '@assay/sdk'
import type { Logger } from 'pino'
import type { Hex } from 'viem'
import { type Decision, decide } from './decide.ts'

export interface InferenceDeps {
  readonly log: Logger
  /** The provider, and the key that acts for it. */
  readonly self: Hex
  readonly key: Hex
  /** Of the deployment that it trusts. */
  readonly stepVerifier: Hex
  readonly models: readonly Hex[]
  readonly marginSec: number
  readonly readTask: (taskId: Hex) => Promise<TaskView>
  readonly readOffer: (modelId: Hex) => Promise<OfferView | undefined>
  readonly readFreeStake: () => Promise<bigint>
  /** Seconds, by the chain's own count. */
  readonly chainTime: () => Promise<bigint>
  /** Gets ready to keep the promise of accepting: the model runs here, the input is canonical and held. */
  readonly prepare: (task: TaskView) => Promise<void>
  readonly execute: (task: TaskView) => Promise<ResultRoots>
  readonly accept: (taskId: Hex) => Promise<unknown>
  readonly submit: (taskId: Hex, result: ResultRoots) => Promise<unknown>
  /** Answers on chain what is demanded of a result of ours. */
  readonly answer: (task: TaskView) => Promise<{ readonly answered: number; readonly left: number }>
}

/** Accept, submit, and a look at the end; more turns than that mean that somebody else moves the task. */
const MAX_TURNS = 6
const WAIT_MS = 5_000
const PASS_MS = 1_000
const OVERTAKEN_MS = 500

/**
 * Takes one task as far as this provider can: reads the chain, decides, acts, and looks again. Whatever happened before, in
 * this process or in one that was killed, the chain's state says what is left to do.
 */
export const serveTask =
  (deps: InferenceDeps) =>
  async (taskId: Hex, job: JobContext): Promise<Outcome> => {
    const log = deps.log.child({ task: taskId, attempt: job.attempt })
    let did = 'nothing'
    for (let turn = 0; turn < MAX_TURNS; turn++) {
      job.looks?.()
      const task = await deps.readTask(taskId)
      const decision = await decideNow(deps, task)
      if (decision.kind === 'leave') {
        log.debug({ stage: 'decide' }, `task ${taskId} is left alone: ${decision.why}`)
        return { did: did === 'nothing' ? `nothing: ${decision.why}` : did }
      }
      if (decision.kind === 'wait') {
        log.warn({ stage: 'decide' }, `task ${taskId} waits: ${decision.why}`)
        return { did: decision.why, again: { afterMs: WAIT_MS } }
      }
      if (decision.kind === 'pass') {
        log.debug({ stage: 'decide' }, `task ${taskId} is passed on: ${decision.why}`)
        return { did: `passed on: ${decision.why}`, again: { afterMs: PASS_MS } }
      }
      if (decision.kind === 'answer') {
        const { answered, left } = await deps.answer(task)
        if (answered > 0) did = `answered ${answered}`
        if (left > 0) return { did: `${left} openings are not answered`, again: { afterMs: WAIT_MS } }
        continue
      }
      try {
        if (decision.kind === 'accept') {
          // RULE T-5: fetched, hashed and runnable before the word is given.
          await deps.prepare(task)
          await deps.accept(taskId)
        } else {
          const started = performance.now()
          const result = await deps.execute(task)
          log.info(
            { stage: 'execute', ms: Math.round(performance.now() - started), ...rootsOf(result) },
            `task ${taskId} computed`,
          )
          await deps.submit(taskId, result)
        }
        did = decision.kind === 'accept' ? 'accepted' : 'submitted'
        log.info({ stage: did }, `task ${taskId} ${did}`)
        // what is demanded of it is an event, and a job of its own
        if (did === 'submitted') return { did }
      } catch (error) {
        // RULE T-5: another input than a canonical one is never accepted.
        if (error instanceof InputNotCanonical) {
          log.warn({ stage: 'prepare', error }, `task ${taskId} is left alone: ${error.message}`)
          return { did: 'nothing: its input is not canonical' }
        }
        if (!(error instanceof ContractRevert)) throw error
        const now = await deps.readTask(taskId)
        if (now.state !== task.state) continue
        // Our own transaction of an earlier life may be on its way; stake may have been taken by another task.
        log.warn({ stage: decision.kind, error }, `task ${taskId}: ${error.message}`)
        return { did: `refused: ${error.errorName}`, again: { afterMs: OVERTAKEN_MS * 2 ** Math.min(job.attempt, 6) } }
      }
    }
    return { did, again: { afterMs: OVERTAKEN_MS } }
  }

/** The output's bytes are not for logs. */
const rootsOf = ({ outputRoot, nodesRoot }: ResultRoots) => ({ outputRoot, nodesRoot })

const decideNow = async (deps: InferenceDeps, task: TaskView): Promise<Decision> => {
  const requested = task.state === 'Requested'
  const [now, offer, freeStake] = await Promise.all([
    deps.chainTime(),
    requested ? deps.readOffer(task.modelId) : undefined,
    requested ? deps.readFreeStake() : 0n,
  ])
  return decide(task, {
    self: deps.self,
    key: deps.key,
    stepVerifier: deps.stepVerifier,
    now,
    offer,
    freeStake,
    marginSec: BigInt(deps.marginSec),
    models: deps.models,
  })
}
