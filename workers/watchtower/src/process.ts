import type { Outcome } from '@assay/keeper'
import {
  type Answer,
  checkAnswers,
  checkServed,
  dueAt,
  type Evidence,
  EvidenceError,
  equalBytes,
  type FetchStep,
  fromHex,
  HASH_BYTES,
  isRevealing,
  type ModelCommitment,
  nextStep,
  openingFor,
  type Position,
  type ProveStep,
  type ResultClaim,
  requestOf,
  type Step,
  startEvidence,
  stepWhenWithheld,
  type TraceCommitment,
  type WithheldStep,
  ZERO_HASH,
} from '@assay/proof'
import { ContractRevert } from '@assay/protocol'
import { type Conviction, InputNotCanonical, type OpeningView, type TaskView } from '@assay/sdk'
import type { Logger } from 'pino'
import type { Finder } from './createFinder.ts'
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
  /** What was answered on chain of the task's result. */
  readonly listAnswers: (taskId: bigint) => Promise<readonly Answer[]>
  readonly readOpening: (taskId: bigint, position: Position) => Promise<OpeningView | undefined>
  /** Demands for a bond what is withheld; what it costs is known to be paid back, for the result is wrong. */
  readonly requestOpening: (taskId: bigint, request: Uint8Array, answerBytes: number) => Promise<unknown>
  readonly convictSilence: (taskId: bigint, position: Position) => Promise<unknown>
  /** Seconds, by the chain's own count. */
  readonly chainTime: () => Promise<bigint>
  /** Commits to proofs before they are sent (RULE S-6); absent: they are sent at once. */
  readonly finder?: Finder
  readonly onDemanded?: (position: Position) => void
  /** A result has been run again, or could not be. */
  readonly onChecked?: (taskId: bigint, result: CheckResult) => void
  /** There is nothing left to find about a task. */
  readonly onEnded?: (taskId: bigint, end: TaskEnd) => void
  readonly onConvicted?: (task: TaskView, step: ProveStep, conviction: Conviction) => void
}

type Judgement = Exclude<Step, FetchStep> | (WithheldStep & { readonly reason: unknown; readonly evidence: Evidence })

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

  /** Takes the game on chain as far as it goes now: demands, waits, convicts. Answers wake it. */
  const play = async (
    taskId: bigint,
    log: Logger,
    task: TaskView,
    { model, trace }: HonestRun,
    claim: ResultClaim,
    served: Evidence,
  ): Promise<Outcome> => {
    const evidence = checkAnswers(model, claim, served, await deps.listAnswers(taskId))
    const step = nextStep(model, trace, claim, evidence)
    if (step.kind === 'prove') {
      inVain.delete(taskId)
      return convict(deps, log, task, model, step)
    }
    if (!isFetch(step)) return lookAgain(taskId, step.kind)
    const position = openingFor(model, trace, evidence, step)
    const opening = await deps.readOpening(taskId, position)
    try {
      if (opening === undefined) {
        const { length } = isRevealing(position) ? { length: revealedBytes(model) } : dueAt(model.program, position)
        await deps.requestOpening(taskId, requestOf(model, claim, evidence, position), length)
        deps.onDemanded?.(position)
        log.info({ stage: 'demand', position }, `task ${taskId}: demanded on chain`)
        return lookAgain(taskId, 'demanded')
      }
      if (opening.answeredAt === undefined && (await deps.chainTime()) >= opening.answerBy) {
        await deps.convictSilence(taskId, position)
        log.info({ stage: 'convicted', position, asker: opening.asker }, `task ${taskId}: convicted by its silence`)
        deps.onEnded?.(taskId, { state: 'Refuted', by: 'self' })
        inVain.delete(taskId)
        return { did: 'convicted: silence' }
      }
    } catch (error) {
      // Somebody else has demanded it, or convicted, or the window has passed: the next look says.
      if (!(error instanceof ContractRevert)) throw error
      log.warn({ stage: 'demand', position, error }, `task ${taskId}: ${error.message}`)
    }
    return lookAgain(taskId, 'waits for an answer')
  }

  return async (taskId: bigint): Promise<Outcome> => {
    const log = deps.log.child({ task: taskId.toString() })
    const task = await deps.readTask(taskId)
    const decision = decideWatch(task, { models: deps.models, share: deps.share, drawn: deps.draw(taskId) })
    if (decision.kind === 'leave') {
      inVain.delete(taskId)
      deps.onEnded?.(taskId, { state: task.state, by: 'others' })
      // RULE S-6: whoever sent the proof, half of the bounty is the earliest finder's
      if (task.state === 'Refuted' && (await deps.finder?.reveal(taskId)) === 'revealed') return { did: 'revealed' }
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
          `task ${taskId}: the result is wrong, but its provider does not serve ${judgement.what.kind.slice('fetch-'.length)}: it is demanded on chain`,
        )
        return play(taskId, log, task, run, claim, judgement.evidence)
      case 'prove':
        inVain.delete(taskId)
        return convict(deps, log, task, model, judgement)
    }
  }
}

const revealedBytes = ({ program }: ModelCommitment) => program.nodes.length * HASH_BYTES

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))

const judge = async (
  deps: WatchtowerDeps,
  task: TaskView,
  model: ModelCommitment,
  trace: TraceCommitment,
  claim: ResultClaim,
): Promise<Judgement> => {
  let evidence: Evidence = startEvidence(model, claim)
  for (;;) {
    const step = nextStep(model, trace, claim, evidence)
    if (!isFetch(step)) return step
    // Of a trace on demand nothing that is served can be held against the claim before the chain has it.
    if (equalBytes(claim.nodesRoot, ZERO_HASH)) return { kind: 'withheld', what: step, evidence, reason: 'on demand' }
    try {
      evidence = await fetchEvidence(deps, task, model, claim, evidence, step)
    } catch (reason) {
      const last = stepWhenWithheld(model, claim, evidence, step)
      return last.kind === 'withheld' ? { ...last, reason, evidence } : last
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
    await deps.finder?.commit(task, proof)
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
    // the next look reveals the finding
    return deps.finder === undefined ? { did: 'convicted' } : { did: 'convicted', again: { afterMs: 0 } }
  } catch (error) {
    if (!(error instanceof ContractRevert)) throw error
    const now = await deps.readTask(task.taskId)
    if (now.state === 'Submitted') throw error
    deps.onEnded?.(task.taskId, { state: now.state, by: 'others' })
    log.info({ stage: 'check' }, `task ${task.taskId}: somebody was faster, it is ${now.state}`)
    await deps.finder?.reveal(task.taskId)
    return { did: `overtaken: ${now.state}` }
  }
}
