import type { Outcome } from '@assay/keeper'
import {
  checkServed,
  type Evidence,
  EvidenceError,
  type FetchStep,
  fromHex,
  type ModelCommitment,
  nextStep,
  noEvidence,
  type ProveStep,
  type ResultClaim,
  type Step,
  stepWhenWithheld,
  type TraceCommitment,
  type WithheldStep,
} from '@assay/proof'
import { ContractRevert } from '@assay/protocol'
import { type Conviction, InputNotCanonical, type TaskView } from '@assay/sdk'
import type { Logger } from 'pino'
import { decideWatch } from './decideWatch.ts'

/** Our own execution of a task. */
export interface HonestRun {
  readonly model: ModelCommitment
  readonly trace: TraceCommitment
}

export type CheckResult = 'agrees' | 'disagrees' | 'withheld' | 'not_checked' | 'not_comparable'

/** How a task that was looked at ended: refuted by us, by somebody else, or otherwise. */
export type TaskEnd = { readonly state: TaskView['state']; readonly by: 'self' | 'others' }

export interface WatchtowerDeps {
  readonly log: Logger
  readonly models: readonly string[]
  readonly share: number
  /** From 0 to 1, the same for a task as long as the process lives, foreseen by nobody. */
  readonly draw: (taskId: bigint) => number
  readonly retryMs: number
  readonly readTask: (taskId: bigint) => Promise<TaskView>
  readonly execute: (task: TaskView) => Promise<HonestRun>
  /** What the task's provider serves for a step; throws when it does not. */
  readonly fetchStep: (task: TaskView, model: ModelCommitment, step: FetchStep) => Promise<Uint8Array>
  /** Simulates, sends, waits; reverts are ContractRevert. */
  readonly proveFraud: (taskId: bigint, proof: Uint8Array) => Promise<Conviction>
  /** A result has been run again, or could not be. */
  readonly onChecked?: (taskId: bigint, result: CheckResult) => void
  /** There is nothing left to find about a task. */
  readonly onEnded?: (taskId: bigint, end: TaskEnd) => void
  readonly onConvicted?: (task: TaskView, step: ProveStep, conviction: Conviction) => void
}

type Judgement = Exclude<Step, FetchStep> | (WithheldStep & { readonly reason: unknown })

const checkResults = {
  agrees: 'agrees',
  'not-our-input': 'not_comparable',
  withheld: 'withheld',
  prove: 'disagrees',
} as const satisfies Record<Judgement['kind'], CheckResult>

const FETCH_TRIES = 3
const FETCH_PAUSE_MS = 200

const isFetch = (step: Step): step is FetchStep =>
  step.kind === 'fetch-roots' || step.kind === 'fetch-leaves' || step.kind === 'fetch-chunk'

/** A wait doubles up to sixteen times the first one. */
const MAX_DOUBLINGS = 4

/** Re-runs one result and, if it is wrong, convicts its provider with what that provider serves. */
export const judgeResult = (deps: WatchtowerDeps) => {
  // Looks in vain, by task: the log of a result that cannot be judged yet should not drown the others.
  const inVain = new Map<bigint, number>()
  const lookAgain = (taskId: bigint, did: string): Outcome => {
    const looks = inVain.get(taskId) ?? 0
    inVain.set(taskId, looks + 1)
    return { did, again: { afterMs: deps.retryMs * 2 ** Math.min(looks, MAX_DOUBLINGS) } }
  }

  return async (taskId: bigint): Promise<Outcome> => {
    const log = deps.log.child({ task: taskId.toString() })
    const task = await deps.readTask(taskId)
    const decision = decideWatch(task, { models: deps.models, share: deps.share, drawn: deps.draw(taskId) })
    if (decision.kind === 'leave') {
      inVain.delete(taskId)
      deps.onEnded?.(taskId, { state: task.state, by: 'others' })
      return { did: `nothing: ${decision.why}` }
    }
    let run: HonestRun
    try {
      run = await deps.execute(task)
    } catch (error) {
      if (error instanceof InputNotCanonical) {
        deps.onChecked?.(taskId, 'not_comparable')
        log.warn({ stage: 'check', error }, `task ${taskId}: nothing can be compared: ${error.message}`)
        return { did: 'nothing: its input is not canonical' }
      }
      // However final it looks (a store that alters bytes, a machine that fails its self-test): as long as the window is
      // open, a lie may stand here that nobody else sees.
      deps.onChecked?.(taskId, 'not_checked')
      log.error(
        { stage: 'check', error },
        `task ${taskId} could not be run again, so it is not checked yet: ${messageOf(error)}`,
      )
      return lookAgain(taskId, 'not-checked')
    }
    const { model, trace } = run
    const claim: ResultClaim = {
      inputRoot: fromHex(task.inputRoot),
      nodesRoot: fromHex(task.nodesRoot),
      outputRoot: fromHex(task.outputRoot),
    }
    const judgement = await judge(deps, task, model, trace, claim)
    deps.onChecked?.(taskId, checkResults[judgement.kind])
    switch (judgement.kind) {
      case 'agrees':
        log.info({ stage: 'check' }, `task ${taskId}: the result agrees`)
        return { did: 'agrees' }
      case 'not-our-input':
        log.warn({ stage: 'check' }, `task ${taskId}: its input root is not canonical, nothing can be compared`)
        return { did: 'not-our-input' }
      case 'withheld':
        log.warn(
          { stage: 'withheld', provider: task.provider, what: judgement.what, error: judgement.reason },
          `task ${taskId}: the result is wrong, but its provider does not serve ${judgement.what.kind.slice('fetch-'.length)}; it cannot be convicted until it does`,
        )
        return lookAgain(taskId, 'withheld')
      case 'prove':
        inVain.delete(taskId)
        return convict(deps, log, task, model, judgement)
    }
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))

const judge = async (
  deps: WatchtowerDeps,
  task: TaskView,
  model: ModelCommitment,
  trace: TraceCommitment,
  claim: ResultClaim,
): Promise<Judgement> => {
  let evidence: Evidence = noEvidence
  for (;;) {
    const step = nextStep(model, trace, claim, evidence)
    if (!isFetch(step)) return step
    try {
      evidence = await fetchEvidence(deps, task, model, claim, evidence, step)
    } catch (reason) {
      const last = stepWhenWithheld(model, claim, evidence, step)
      return last.kind === 'withheld' ? { ...last, reason } : last
    }
  }
}

/** Asks a few times: an endpoint may be restarting. */
const fetchEvidence = async (
  deps: WatchtowerDeps,
  task: TaskView,
  model: ModelCommitment,
  claim: ResultClaim,
  evidence: Evidence,
  step: FetchStep,
): Promise<Evidence> => {
  for (let tries = 1; ; tries++) {
    try {
      return checkServed(model, claim, evidence, step, await deps.fetchStep(task, model, step))
    } catch (error) {
      if (tries >= FETCH_TRIES || error instanceof EvidenceError) throw error
      await new Promise((resolve) => setTimeout(resolve, FETCH_PAUSE_MS * tries))
    }
  }
}

const convict = async (
  deps: WatchtowerDeps,
  log: Logger,
  task: TaskView,
  model: ModelCommitment,
  step: ProveStep,
): Promise<Outcome> => {
  const { claim, node, element, committed, recomputed, proof } = step
  const op = model.program.nodes[node]?.op ?? 'padding'
  const facts = {
    claim,
    node,
    op,
    element,
    committed: committed.toString(),
    recomputed: recomputed.toString(),
    proofBytes: proof.length,
  }
  try {
    const conviction = await deps.proveFraud(task.taskId, proof)
    log.info(
      {
        ...{ stage: 'convicted', provider: task.provider, ...facts },
        ...{ gas: conviction.receipt.gasUsed.toString(), transaction: conviction.hash },
        ...{
          bounty: conviction.bounty.toString(),
          toClient: conviction.toClient.toString(),
          burnt: conviction.burnt.toString(),
        },
      },
      `task ${task.taskId}: convicted, ${claim} at node ${node} (${op}), element ${element}: committed ${committed}, recomputed ${recomputed}`,
    )
    deps.onEnded?.(task.taskId, { state: 'Refuted', by: 'self' })
    deps.onConvicted?.(task, step, conviction)
    return { did: 'convicted' }
  } catch (error) {
    if (!(error instanceof ContractRevert)) throw error
    const now = await deps.readTask(task.taskId)
    if (now.state === 'Submitted') throw error
    deps.onEnded?.(task.taskId, { state: now.state, by: 'others' })
    log.info({ stage: 'check' }, `task ${task.taskId}: somebody was faster, it is ${now.state}`)
    return { did: `overtaken: ${now.state}` }
  }
}
