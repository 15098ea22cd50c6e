import type { Outcome } from '@assay/keeper'
import {
  type Answer,
  alterTrace,
  answersDue,
  type Demand,
  type Evidence,
  encodePosition,
  fromHex,
  type InputOpening,
  nextStep,
  openInput,
  openingFor,
  type ResultClaim,
  requestOf,
} from '@assay/proof'
import { InputNotCanonical, type TaskView } from '@assay/sdk'
import type { Logger } from 'pino'
import type { Hex } from 'viem'
import { answerLength } from './answerLength.ts'
import { bytesOfRun } from './bytesOfRun.ts'
import { convict, convictByReplay } from './convict.ts'
import { createHeld } from './createHeld.ts'
import { createHolders } from './createHolders.ts'
import { decideWatch } from './decideWatch.ts'
import { type DemandOptions, demandOpenings } from './demandOpenings.ts'
import { isFetch } from './isFetch.ts'
import { isInputWithheld } from './isInputWithheld.ts'
import { type Judgement, judge } from './judge.ts'
import { mayDemandInput } from './mayDemandInput.ts'
import { prefersReplay } from './prefersReplay.ts'
import { takeAnswer } from './takeAnswer.ts'
import type { CheckResult, HonestRun, WatchtowerDeps } from './WatchtowerDeps.ts'

const checkResults = {
  agrees: 'agrees',
  'not-our-input': 'not_comparable',
  withheld: 'withheld',
  prove: 'disagrees',
} as const satisfies Record<Judgement['kind'], CheckResult>

/** Looks at a store without the input before the chain is asked for it. */
const INPUT_LOOKS = 3

/** A wait doubles up to sixteen times the first one. */
const MAX_DOUBLINGS = 4

const isOutcome = (found: HonestRun | Outcome): found is Outcome => 'did' in found
const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
const bytesOfAnswers = (answers: readonly Answer[]) => answers.reduce((sum, { bytes }) => sum + bytes.length, 0)
/** Re-runs one result and, if it is wrong, convicts its provider with what that provider serves. */
export const judgeResult = (deps: WatchtowerDeps) => {
  // Looks in vain, by task: the log of a result that cannot be judged yet should not drown the others.
  const inVain = new Map<Hex, number>()
  // Looks at which the store did not have the input, by task.
  const inputLooks = new Map<Hex, number>()
  // Of these the chain did not take a replay.
  const tooLarge = new Set<Hex>()
  // A result that is wrong is looked at again and again until it is refuted, and is run once.
  const runHolders = createHolders<HonestRun>()
  const runs = createHeld(deps.heldBytes, bytesOfRun, runHolders)
  const shownInputs = createHeld<readonly Answer[]>(deps.heldBytes, bytesOfAnswers)

  const forget = (task: TaskView) => {
    for (const known of [inVain, inputLooks, tooLarge]) known.delete(task.taskId)
    for (const held of [runs, shownInputs]) held.drop(task.taskId)
  }
  /** Convicted by us or by others: its run is needed no more. */
  const over = (task: TaskView, outcome: Outcome): Outcome => {
    forget(task)
    return outcome
  }
  /** @param mostMs there is no more time than this to lose */
  const lookAgain = (taskId: Hex, did: string, mostMs = Number.POSITIVE_INFINITY): Outcome => {
    const looks = inVain.get(taskId) ?? 0
    inVain.set(taskId, looks + 1)
    return { did, again: { afterMs: Math.min(deps.retryMs * 2 ** Math.min(looks, MAX_DOUBLINGS), mostMs) } }
  }

  /**
   * Takes the game on chain as far as it goes now: demands, waits, convicts. Answers wake it. Only the answers on the one way down to
   * what is wrong are read, five at most, whatever else was demanded of the task.
   */
  const play = async (log: Logger, task: TaskView, run: HonestRun, claim: ResultClaim, served: Evidence) => {
    const { taskId } = task
    const { model, trace } = run
    if (!tooLarge.has(taskId) && prefersReplay(model.program, deps.replayGas)) {
      const outcome = await convictByReplay(deps, log, task, run)
      if (outcome !== undefined) return over(task, outcome)
      tooLarge.add(taskId)
    }
    let evidence = served
    for (;;) {
      const step = nextStep(model, trace, claim, evidence)
      if (step.kind === 'prove') return over(task, await convict(deps, log, task, run, step))
      if (!isFetch(step)) return lookAgain(taskId, step.kind)
      const position = openingFor(model, trace, evidence, step)
      const taken = takeAnswer(model, claim, evidence, await deps.listAnswers(taskId, [position]))
      if (taken === undefined) {
        const request = requestOf(model, claim, evidence, position)
        return demand(log, task, [{ position, request, length: answerLength(model, position) }])
      }
      evidence = taken
    }
  }

  const demand = async (
    log: Logger,
    task: TaskView,
    demands: readonly Demand[],
    options: DemandOptions & { readonly onSilent?: () => void } = {},
  ): Promise<Outcome> => {
    const { taskId } = task
    const did = await demandOpenings(deps, log, taskId, demands, options)
    if (did === 'demanded') return lookAgain(taskId, did)
    if (did === 'waits') return lookAgain(taskId, 'waits for an answer')
    if (did === 'declined') return lookAgain(taskId, 'not-checked')
    options.onSilent?.()
    deps.onEnded?.(taskId, { state: 'Refuted', by: 'self' })
    forget(task)
    return { did: 'convicted: silence' }
  }

  /** The input as far as it is shown on chain. What was found right once is not read again. */
  const readInput = async (task: TaskView, model: HonestRun['model']): Promise<InputOpening> => {
    const root = fromHex(task.inputRoot)
    let known = shownInputs.get(task.taskId) ?? []
    let opened = openInput(model, root, known)
    while (opened.kind === 'closed') {
      const listed = await deps.listAnswers(
        task.taskId,
        opened.demands.map(({ position }) => position),
      )
      const next = openInput(model, root, [...known, ...listed])
      const closed = new Set(next.kind === 'open' ? [] : next.demands.map(({ position }) => encodePosition(position)))
      // what is still to be demanded was not rightly answered
      const right = listed.filter(({ position }) => !closed.has(encodePosition(position)))
      if (right.length === 0) return opened
      known = [...known, ...right]
      shownInputs.set(task.taskId, known)
      opened = next
    }
    return opened
  }

  /** A run on the input as the chain has it; what to come back for as long as it does not. */
  const runOnOpened = async (log: Logger, task: TaskView): Promise<HonestRun | Outcome> => {
    const { taskId } = task
    const model = await deps.loadModel(task)
    const opened = await readInput(task, model)
    if (opened.kind === 'closed') {
      const mayPay = () => mayDemandInput(deps, log, task, model)
      // A silence about the input is the first that is known against the result.
      const onSilent = () => deps.onChecked?.(taskId, 'withheld')
      return demand(log, task, opened.demands, { mayPay, onSilent })
    }
    const run = await deps.executeOn(task, opened.inputs)
    if (!opened.padded) return run
    log.warn(
      { stage: 'check', provider: task.provider },
      `task ${taskId}: its input holds something behind a tensor's end, so its provider should not have accepted it; it is judged by what the tensors hold`,
    )
    // Proofs open the chunks as they were committed to.
    const { inputRoot, inputTrees, inputsTree } = opened
    return { ...run, trace: alterTrace(run.trace, { inputRoot, inputTrees, inputsTree }) }
  }

  /** Milliseconds for which the store may still be waited for: what follows is a demand for each level of the input, and one of the trace. */
  const patienceMs = async (task: TaskView): Promise<number> => {
    const { program } = await deps.loadModel(task)
    const neededSec = deps.responseSec * BigInt(answersDue(program, 'input').rounds + 1)
    return 1_000 * Number(task.finalAt - neededSec - (await deps.chainTime()))
  }

  /** Run by us, which is not given back before the caller lets it go; what to come back for where it cannot be run. */
  const runTask = async (log: Logger, task: TaskView): Promise<HonestRun | Outcome> => {
    const { taskId } = task
    const forCaller = (run: HonestRun): HonestRun => {
      runHolders.hold(run)
      return run
    }
    const held = runs.get(task.taskId)
    if (held !== undefined) return forCaller(held)
    // However final it looks (a store that alters bytes, a machine that fails its self-test): as long as the window is
    // open, a lie may stand here that nobody else sees.
    const notChecked = (reason: unknown, mostMs?: number) => {
      deps.onChecked?.(taskId, 'not_checked')
      log.error(
        { stage: 'check', error: reason },
        `task ${taskId} could not be run again, so it is not checked yet: ${messageOf(reason)}`,
      )
      return lookAgain(taskId, 'not-checked', mostMs)
    }
    try {
      return forCaller(await deps.execute(task))
    } catch (error) {
      if (!(await isInputWithheld(task, error, () => deps.storeHasInput(task)))) return notChecked(error)
      try {
        // What is not canonical stays so; what the store does not have may be on its way.
        const looks = error instanceof InputNotCanonical ? INPUT_LOOKS : (inputLooks.get(taskId) ?? 0) + 1
        inputLooks.set(taskId, looks)
        if (looks < INPUT_LOOKS) {
          const mostMs = await patienceMs(task)
          if (mostMs > 0) return notChecked(error, mostMs)
        }
        log.warn(
          { stage: 'withheld', provider: task.provider, error },
          `task ${taskId}: its input is withheld, so its provider has to show it on chain: ${messageOf(error)}`,
        )
        const opened = await runOnOpened(log, task)
        if (!isOutcome(opened)) return forCaller(opened)
        if (opened.again !== undefined) deps.onChecked?.(taskId, 'not_checked')
        return opened
      } catch (reason) {
        return notChecked(reason)
      }
    }
  }

  const judgeRun = async (log: Logger, task: TaskView, run: HonestRun): Promise<Outcome> => {
    const { taskId } = task
    const claim: ResultClaim = {
      inputRoot: fromHex(task.inputRoot),
      nodesRoot: fromHex(task.nodesRoot),
      outputRoot: fromHex(task.outputRoot),
    }
    const judgement = await judge(deps, task, run.model, run.trace, claim)
    deps.onChecked?.(taskId, checkResults[judgement.kind])
    if (judgement.kind === 'withheld' || judgement.kind === 'prove') runs.set(taskId, run)
    switch (judgement.kind) {
      case 'agrees':
        forget(task)
        log.info({ stage: 'check' }, `task ${taskId}: the result agrees`)
        return { did: 'agrees' }
      case 'not-our-input':
        log.warn({ stage: 'check' }, `task ${taskId}: its input root is not canonical, nothing can be compared`)
        return lookAgain(taskId, 'not-our-input')
      case 'withheld':
        log.warn(
          { stage: 'withheld', provider: task.provider, what: judgement.what, error: judgement.reason },
          `task ${taskId}: the result is wrong, but its provider does not serve ${judgement.what.kind.slice('fetch-'.length)}`,
        )
        return play(log, task, run, claim, judgement.evidence)
      case 'prove': {
        inVain.delete(taskId)
        const replays = !tooLarge.has(taskId) && prefersReplay(run.model.program, deps.replayGas, judgement.node)
        const outcome = replays ? await convictByReplay(deps, log, task, run) : undefined
        if (outcome !== undefined) return over(task, outcome)
        if (replays) tooLarge.add(taskId)
        return over(task, await convict(deps, log, task, run, judgement))
      }
    }
  }

  return async (taskId: Hex): Promise<Outcome> => {
    const log = deps.log.child({ task: taskId })
    const task = await deps.readTask(taskId)
    const decision = decideWatch(task, { models: deps.models, share: deps.share, drawn: deps.draw(taskId) })
    if (decision.kind === 'leave') {
      forget(task)
      deps.onEnded?.(taskId, { state: task.state, by: 'others' })
      // RULE S-6: whoever sent the proof, half of the bounty is the earliest finder's
      if (task.state === 'Refuted' && (await deps.finder?.reveal(taskId)) === 'revealed') return { did: 'revealed' }
      return { did: `nothing: ${decision.why}` }
    }
    const run = await runTask(log, task)
    if (isOutcome(run)) return run
    try {
      return await judgeRun(log, task, run)
    } finally {
      runHolders.letGo(run)
    }
  }
}
