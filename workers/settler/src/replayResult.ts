import { interpret, type Program } from '@assay/program'
import { encodeReplay, estimateReplayGas, fitsReplay, type ModelCommitment } from '@assay/proof'
import { ContractRevert } from '@assay/protocol'
import type { CallbackView, ReplayVerdict, TaskView } from '@assay/sdk'
import type { Logger } from 'pino'
import type { Hex } from 'viem'

export interface ReplayDeps {
  readonly log: Logger
  /** `paid`: only where the callback's tip covers it and the delivery; `all`; `none`. */
  readonly replay: 'paid' | 'all' | 'none'
  readonly readProgram: (task: TaskView) => Promise<Program>
  readonly readCallback: (taskId: Hex) => Promise<CallbackView | undefined>
  /** Wei that bringing the result to its consumer costs now, at most. */
  readonly deliveryCostOf: (callback: CallbackView, outputBytes: number) => Promise<bigint>
  /** Wei. */
  readonly gasPrice: () => Promise<bigint>
  readonly fetchModel: (task: TaskView) => Promise<ModelCommitment>
  readonly fetchInput: (task: TaskView, program: Program) => Promise<readonly Uint8Array[]>
  readonly replayTask: (taskId: Hex, trace: Uint8Array) => Promise<ReplayVerdict>
}

/** Tasks that are not looked at again; when there are more, all are. */
const MAX_REMEMBERED = 10_000

/**
 * Has the chain run a tiny task whole, so that its result is final before its window ends (or refuted at once, for the bounty). Nothing
 * in the protocol pays for settling a right result early: it only saves its client the window, for up to 2^24 gas. So a settler does it
 * where the tip of a waiting contract covers the replay and the delivery, or where it is told to pay itself. Returns whether it settled.
 */
export const replayResult = (deps: ReplayDeps) => {
  const left = new Set<Hex>()
  const leave = (taskId: Hex): false => {
    if (left.size >= MAX_REMEMBERED) left.clear()
    left.add(taskId)
    return false
  }

  return async (task: TaskView): Promise<boolean> => {
    const { taskId } = task
    if (deps.replay === 'none' || task.traceMode === 'OnDemand' || left.has(taskId)) return false
    const callback = deps.replay === 'paid' ? await deps.readCallback(taskId) : undefined
    // a contract may be named later
    if (deps.replay === 'paid' && (callback === undefined || callback.delivered)) return false
    const program = await deps.readProgram(task)
    if (!fitsReplay(program)) return leave(taskId)
    if (callback !== undefined) {
      const cost = BigInt(estimateReplayGas(program).gas) * (await deps.gasPrice())
      if (callback.tip < cost + (await deps.deliveryCostOf(callback, 0))) return false
    }
    const about = { stage: 'settle', task: taskId, exit: 'replay' }
    try {
      const model = await deps.fetchModel(task)
      const inputs = await deps.fetchInput(task, program)
      const run = { inputs, tensors: interpret(model, inputs) }
      const { state, receipt } = await deps.replayTask(taskId, encodeReplay(model, run))
      deps.log.info({ ...about, state, gas: receipt.gasUsed.toString() }, `task ${taskId}: run by the chain: ${state}`)
      return true
    } catch (error) {
      if (!(error instanceof Error)) throw error
      // somebody was faster, or it cannot be had: the window settles it
      const level = error instanceof ContractRevert ? 'info' : 'warn'
      deps.log[level]({ ...about, error }, `task ${taskId}: not run by the chain: ${error.message}`)
      return leave(taskId)
    }
  }
}
