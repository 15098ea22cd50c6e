import type { Outcome } from '@assay/keeper'
import { ContractRevert } from '@assay/protocol'
import type { FindingView, OpeningView, TaskView } from '@assay/sdk'
import type { Logger } from 'pino'
import type { Address, Hex } from 'viem'
import { beneficiariesOf } from './beneficiariesOf.ts'
import { dueExit, type Exit } from './dueExit.ts'

export interface SettlerDeps {
  readonly log: Logger
  readonly sweepSec: number
  /** Seconds, by the chain's own count. */
  readonly chainTime: () => Promise<bigint>
  readonly readTask: (taskId: Hex) => Promise<TaskView>
  /** Each simulates, sends, waits; reverts are ContractRevert. */
  readonly exits: Readonly<
    Record<'cancel' | 'expire' | 'finalise' | 'settleFinding', (taskId: Hex) => Promise<unknown>>
  > &
    Readonly<Record<'convictSilence' | 'reclaimBond', (opening: OpeningView) => Promise<unknown>>>
  readonly readFinding: (taskId: Hex) => Promise<FindingView | undefined>
  /** Brings a final result to the contract that waits for it. */
  readonly deliver: (task: TaskView) => Promise<Outcome>
  /** Settles a tiny result before its window ends, where that is paid or asked for. */
  readonly replay: (task: TaskView) => Promise<boolean>
  /** `onUnread` is told of each that could not be read; it is left out. */
  readonly listOpenings: (taskId: Hex, onUnread: (error: unknown) => void) => Promise<readonly OpeningView[]>
  /** Whether an account's exits are called at this settler's expense. */
  readonly serves: (account: Address) => boolean
  /** Whether somebody pays for finalising this task: a contract that waits for it, whose tip covers that and the delivery. */
  readonly paysToFinalise: (taskId: Hex) => Promise<boolean>
  readonly onLeft: (exit: ExitCalled) => void
  readonly onUnread: (taskId: Hex, error: unknown) => void
}

export type ExitCalled = Exclude<Exit['kind'], 'wait' | 'ended'>

/** A second on top: the deadline is met by the block that is mined then, not by the one before. */
const MARGIN_MS = 250

/** Settles one task as far as its deadlines have passed. What is a stranger's and unpaid is left to others. */
export const settleTask =
  (deps: SettlerDeps) =>
  async (taskId: Hex): Promise<Outcome> => {
    const task = await deps.readTask(taskId)
    const ended = task.state !== 'Requested' && task.state !== 'Accepted' && task.state !== 'Submitted'
    const soon = { afterMs: deps.sweepSec * 1_000 }
    let unread = 0
    // Whatever is pending when a task ends stays pending: its bonds are returned.
    const openings =
      task.pendingOpenings > 0
        ? await deps.listOpenings(taskId, (error) => {
            unread += 1
            deps.onUnread(taskId, error)
          })
        : []
    const unanswered = openings.filter(({ answeredAt }) => answeredAt === undefined)
    // an opening that holds the result may be among those unread: then nothing is known to be due but what was read
    const known = ended ? unanswered.filter(({ asker }) => deps.serves(asker)) : unanswered
    const finding = task.state === 'Refuted' ? await deps.readFinding(taskId) : undefined
    const exit = dueExit(task, await deps.chainTime(), known, finding)
    if (unread > 0 && !('opening' in exit)) return { did: `${unread} openings could not be read`, again: soon }
    if (exit.kind === 'ended') return task.state === 'Final' ? deps.deliver(task) : { did: `nothing: ${task.state}` }
    const isOurs = async () => {
      if (exit.kind !== 'wait') return beneficiariesOf(exit, task, finding).some(deps.serves)
      // who is paid may reveal itself until then
      if (finding !== undefined) return true
      // whoever may be paid when the waiting is over
      const parties = [task.client, task.provider, task.wantedProvider]
      return (
        parties.some((party) => party !== undefined && deps.serves(party)) ||
        known.some(({ asker }) => deps.serves(asker))
      )
    }
    const mayFinalise = exit.kind === 'finalise' || (exit.kind === 'wait' && task.state === 'Submitted')
    const ours = (await isOurs()) || (mayFinalise && (await deps.paysToFinalise(taskId)))
    if (exit.kind === 'wait') {
      if (ours && task.state === 'Submitted' && task.pendingOpenings === 0 && (await deps.replay(task))) {
        return { did: 'replayed', again: { afterMs: 0 } }
      }
      // an event of the task brings it back, as a contract that waits does
      if (!ours) return { did: "nothing: a stranger's" }
      return { did: 'waits', again: { afterMs: Math.min(exit.seconds, deps.sweepSec) * 1_000 + MARGIN_MS } }
    }
    if (!ours) {
      deps.onLeft(exit.kind)
      deps.log.debug(
        { stage: 'settle', task: taskId, exit: exit.kind },
        `task ${taskId}: ${exit.kind} is left to others`,
      )
      return { did: `left to others: ${exit.kind}` }
    }
    try {
      if ('opening' in exit) await deps.exits[exit.kind](exit.opening)
      else await deps.exits[exit.kind](taskId)
    } catch (error) {
      // Somebody was faster, or the result was refuted: the next look says what there is to do.
      if (!(error instanceof ContractRevert)) throw error
      const now = await deps.readTask(taskId)
      if (now.state === task.state)
        deps.log.warn({ stage: 'settle', task: taskId, exit: exit.kind, error }, error.message)
      return { did: 'overtaken', again: { afterMs: now.state === task.state ? deps.sweepSec * 1_000 : 0 } }
    }
    deps.log.info({ stage: 'settle', task: taskId, exit: exit.kind }, `task ${taskId}: ${exit.kind}`)
    // Bonds may be left; somebody may wait for the result.
    return 'opening' in exit || exit.kind === 'finalise'
      ? { did: exit.kind, again: { afterMs: 0 } }
      : { did: exit.kind }
  }
