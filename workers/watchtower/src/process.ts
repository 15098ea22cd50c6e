import type { Outcome } from '@assay/keeper'
import {
  type Answer,
  checkAnswers,
  checkServed,
  type Demand,
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
  openInput,
  openingFor,
  type Position,
  type ProveStep,
  positionsOf,
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
import { demandOpenings } from './demandOpenings.ts'
import { isInputWithheld } from './isInputWithheld.ts'

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
  readonly loadModel: (task: TaskView) => Promise<ModelCommitment>
  /** Executes a task on an input that came from elsewhere than the store. */
  readonly executeOn: (task: TaskView, inputs: readonly Uint8Array[]) => Promise<HonestRun>
  /** Whether the store has what the task's digest names; throws while it does not answer. */
  readonly storeHasInput: (task: TaskView) => Promise<boolean>
  /** Openings it is willing to demand for one task's input. */
  readonly inputPositions: number
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

/** Looks at a store without the input before the chain is asked for it. */
const INPUT_LOOKS = 3

/** A wait doubles up to sixteen times the first one. */
const MAX_DOUBLINGS = 4

/** Re-runs one result and, if it is wrong, convicts its provider with what that provider serves. */
export const judgeResult = (deps: WatchtowerDeps) => {
  // Looks in vain, by task: the log of a result that cannot be judged yet should not drown the others.
  const inVain = new Map<bigint, number>()
  // Looks at which the store did not have the input, by task.
  const inputLooks = new Map<bigint, number>()
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
    const { length } = isRevealing(position) ? { length: revealedBytes(model) } : dueAt(model.program, position)
    return demand(taskId, log, [{ position, request: requestOf(model, claim, evidence, position), length }])
  }

  const demand = async (
    taskId: bigint,
    log: Logger,
    demands: readonly Demand[],
    onSilent?: () => void,
  ): Promise<Outcome> => {
    const did = await demandOpenings(deps, log, taskId, demands)
    if (did === 'demanded') return lookAgain(taskId, did)
    if (did === 'waits') return lookAgain(taskId, 'waits for an answer')
    onSilent?.()
    deps.onEnded?.(taskId, { state: 'Refuted', by: 'self' })
    inVain.delete(taskId)
    return { did: 'convicted: silence' }
  }

  /** A run on the input as the chain has it; what to come back for as long as it does not. */
  const runOnOpened = async (taskId: bigint, log: Logger, task: TaskView): Promise<HonestRun | Outcome> => {
    const model = await deps.loadModel(task)
    if (exceeds(positionsOf(model.program, 'input'), deps.inputPositions)) {
      log.error(
        { stage: 'check', provider: task.provider, limit: deps.inputPositions },
        `task ${taskId} is not checked: its input is withheld, and takes more than ${deps.inputPositions} openings to demand. Publish the input of digest ${task.inputDigest}, or raise ASSAY_WATCHTOWER_INPUT_CHUNKS`,
      )
      return lookAgain(taskId, 'not-checked')
    }
    const opened = openInput(model, fromHex(task.inputRoot), await deps.listAnswers(taskId))
    // A silence about the input is the first that is known against the result.
    const onSilent = () => deps.onChecked?.(taskId, 'withheld')
    if (opened.kind === 'closed') return demand(taskId, log, opened.demands, onSilent)
    const run = await deps.executeOn(task, opened.inputs)
    if (!opened.padded) return run
    log.warn(
      { stage: 'check', provider: task.provider },
      `task ${taskId}: its input holds something behind a tensor's end, so its provider should not have accepted it; it is judged by what the tensors hold`,
    )
    // Proofs open the chunks as they were committed to.
    const { inputRoot, inputTrees, inputsTree } = opened
    return { model: run.model, trace: { ...run.trace, inputRoot, inputTrees, inputsTree } }
  }

  return async (taskId: bigint): Promise<Outcome> => {
    const log = deps.log.child({ task: taskId.toString() })
    const task = await deps.readTask(taskId)
    const decision = decideWatch(task, { models: deps.models, share: deps.share, drawn: deps.draw(taskId) })
    if (decision.kind === 'leave') {
      inVain.delete(taskId)
      inputLooks.delete(taskId)
      deps.onEnded?.(taskId, { state: task.state, by: 'others' })
      // RULE S-6: whoever sent the proof, half of the bounty is the earliest finder's
      if (task.state === 'Refuted' && (await deps.finder?.reveal(taskId)) === 'revealed') return { did: 'revealed' }
      return { did: `nothing: ${decision.why}` }
    }
    let run: HonestRun
    try {
      run = await deps.execute(task)
    } catch (error) {
      // However final it looks (a store that alters bytes, a machine that fails its self-test): as long as the window is
      // open, a lie may stand here that nobody else sees.
      const notChecked = (reason: unknown) => {
        deps.onChecked?.(taskId, 'not_checked')
        log.error(
          { stage: 'check', error: reason },
          `task ${taskId} could not be run again, so it is not checked yet: ${messageOf(reason)}`,
        )
        return lookAgain(taskId, 'not-checked')
      }
      if (!(await isInputWithheld(task, error, () => deps.storeHasInput(task)))) return notChecked(error)
      // What is not canonical stays so; what the store does not have may be on its way.
      const looks = error instanceof InputNotCanonical ? INPUT_LOOKS : (inputLooks.get(taskId) ?? 0) + 1
      inputLooks.set(taskId, looks)
      if (looks < INPUT_LOOKS) return notChecked(error)
      log.warn(
        { stage: 'withheld', provider: task.provider, error },
        `task ${taskId}: its input is withheld, so its provider has to show it on chain: ${messageOf(error)}`,
      )
      let opened: HonestRun | Outcome
      try {
        opened = await runOnOpened(taskId, log, task)
      } catch (reason) {
        return notChecked(reason)
      }
      if ('did' in opened) {
        if (opened.again !== undefined) deps.onChecked?.(taskId, 'not_checked')
        return opened
      }
      run = opened
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
        return lookAgain(taskId, 'not-our-input')
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

const exceeds = (items: Iterable<unknown>, limit: number): boolean => {
  let count = 0
  for (const _ of items) if (++count > limit) return true
  return false
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
