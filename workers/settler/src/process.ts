import type { Outcome } from '@assay/keeper'
import { ContractRevert } from '@assay/protocol'
import type { FindingView, OpeningView, TaskView } from '@assay/sdk'
import type { Logger } from 'pino'
import { dueExit } from './dueExit.ts'

export interface SettlerDeps {
  readonly log: Logger
  readonly sweepSec: number
  /** Seconds, by the chain's own count. */
  readonly chainTime: () => Promise<bigint>
  readonly readTask: (taskId: bigint) => Promise<TaskView>
  /** Each simulates, sends, waits; reverts are ContractRevert. */
  readonly exits: Readonly<
    Record<'cancel' | 'expire' | 'finalise' | 'settleFinding', (taskId: bigint) => Promise<unknown>>
  > &
    Readonly<Record<'convictSilence' | 'reclaimBond', (opening: OpeningView) => Promise<unknown>>>
  readonly readFinding: (taskId: bigint) => Promise<FindingView | undefined>
  /** Brings a final result to the contract that waits for it. */
  readonly deliver: (task: TaskView) => Promise<Outcome>
  readonly listOpenings: (taskId: bigint) => Promise<readonly OpeningView[]>
}

/** A second on top: the deadline is met by the block that is mined then, not by the one before. */
const MARGIN_MS = 250

/** Settles one task as far as its deadlines have passed. */
export const settleTask =
  (deps: SettlerDeps) =>
  async (taskId: bigint): Promise<Outcome> => {
    const task = await deps.readTask(taskId)
    // Whatever is pending when a task ends stays pending: its bonds are returned.
    const openings = task.pendingOpenings > 0 ? await deps.listOpenings(taskId) : []
    const unanswered = openings.filter(({ answeredAt }) => answeredAt === undefined)
    const finding = task.state === 'Refuted' ? await deps.readFinding(taskId) : undefined
    const exit = dueExit(task, await deps.chainTime(), unanswered, finding)
    if (exit.kind === 'ended') return task.state === 'Final' ? deps.deliver(task) : { did: `nothing: ${task.state}` }
    if (exit.kind === 'wait') {
      return { did: 'waits', again: { afterMs: Math.min(exit.seconds, deps.sweepSec) * 1_000 + MARGIN_MS } }
    }
    try {
      if ('opening' in exit) await deps.exits[exit.kind](exit.opening)
      else await deps.exits[exit.kind](taskId)
    } catch (error) {
      // Somebody was faster, or the result was refuted: the next look says what there is to do.
      if (!(error instanceof ContractRevert)) throw error
      const now = await deps.readTask(taskId)
      if (now.state === task.state)
        deps.log.warn({ stage: 'settle', task: taskId.toString(), exit: exit.kind, error }, error.message)
      return { did: 'overtaken', again: { afterMs: now.state === task.state ? deps.sweepSec * 1_000 : 0 } }
    }
    deps.log.info({ stage: 'settle', task: taskId.toString(), exit: exit.kind }, `task ${taskId}: ${exit.kind}`)
    // Bonds may be left; somebody may wait for the result.
    return 'opening' in exit || exit.kind === 'finalise'
      ? { did: exit.kind, again: { afterMs: 0 } }
      : { did: exit.kind }
  }
