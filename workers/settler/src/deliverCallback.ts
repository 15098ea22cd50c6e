import type { Outcome } from '@assay/keeper'
import { ContractRevert } from '@assay/protocol'
import type { CallbackView, DeliveryAttempt, DeliveryTrial, TaskView } from '@assay/sdk'
import type { Logger } from 'pino'
import type { Hex } from 'viem'

/** How bringing a result ended, for now. */
export const deliveryOutcomes = ['delivered', 'failed', 'given_up', 'unpaid'] as const
export type DeliveryOutcome = (typeof deliveryOutcomes)[number]

export interface DeliverDeps {
  readonly log: Logger
  /** `paid`: only where the tip covers the gas; `all`; `none`. */
  readonly deliver: 'paid' | 'all' | 'none'
  /** Who waits for the task's output; undefined: nobody. */
  readonly readCallback: (taskId: Hex) => Promise<CallbackView | undefined>
  /** Whether this account has paid for a delivery that the consumer failed. */
  readonly hasFailed: (taskId: Hex, callback: CallbackView) => Promise<boolean>
  /** Wei that delivering an output of so many bytes costs now, at most. */
  readonly costOf: (callback: CallbackView, outputBytes: number) => Promise<bigint>
  /** From the result's event, or from the provider, checked against its root. */
  readonly outputOf: (task: TaskView) => Promise<Uint8Array>
  /** Whether it would succeed, without a transaction. @throws ContractRevert where it is not to be delivered at all */
  readonly tryDelivery: (task: TaskView, callback: CallbackView, output: Uint8Array) => Promise<DeliveryTrial>
  readonly deliverResult: (taskId: Hex, output: Uint8Array) => Promise<DeliveryAttempt>
  readonly onOutcome: (outcome: DeliveryOutcome, tip: bigint) => void
}

/** What cannot be delivered now is tried again after 30 s, 1 min, 2 min ... and given up after about half an hour: anybody may try later. */
const FIRST_WAIT_MS = 30_000
const MAX_TRIES = 7

/**
 * RULE C-1: brings a final result to the contract that waits for it. Its failure holds nothing up. A consumer is tried without a
 * transaction first; one that takes the result then and fails in the transaction all the same (it can tell them apart) costs gas
 * once, and is left to others from then on: the chain remembers, so that a restart does not pay again.
 */
export const deliverCallback = (deps: DeliverDeps) => {
  const tries = new Map<Hex, number>()

  return async (task: TaskView): Promise<Outcome> => {
    const { taskId } = task
    const about = { stage: 'deliver', task: taskId }
    const nothing = (why: string): Outcome => {
      tries.delete(taskId)
      return { did: `nothing: ${why}` }
    }
    const giveUp = (consumer: string, why: string): Outcome => {
      tries.delete(taskId)
      deps.onOutcome('given_up', 0n)
      deps.log.warn(
        { ...about, consumer, why },
        `task ${taskId}: its result is not brought to ${consumer}: ${why}. Anybody may deliver it later: assay callback deliver ${taskId}`,
      )
      return { did: `given up: ${why}` }
    }
    if (deps.deliver === 'none') return nothing('Final')
    const callback = await deps.readCallback(taskId)
    if (callback === undefined || callback.delivered) return nothing('Final')
    const { consumer, tip } = callback
    /** Undefined: it is paid for, or not asked to be. */
    const unpaid = async (bytes: number): Promise<Outcome | undefined> => {
      const cost = await deps.costOf(callback, bytes)
      if (deps.deliver === 'all' || tip >= cost) return undefined
      deps.onOutcome('unpaid', 0n)
      deps.log.info(
        { ...about, tip: tip.toString(), cost: cost.toString() },
        `task ${taskId}: its callback is left to others: the tip of ${tip} wei does not cover ${cost}`,
      )
      return nothing('the tip is too small')
    }
    const later = (why: string): Outcome => {
      const tried = (tries.get(taskId) ?? 0) + 1
      if (tried >= MAX_TRIES) return giveUp(consumer, why)
      tries.set(taskId, tried)
      deps.log.info({ ...about, consumer, why, tried }, `task ${taskId}: not delivered yet: ${why}`)
      return { did: `not delivered: ${why}`, again: { afterMs: FIRST_WAIT_MS * 2 ** (tried - 1) } }
    }

    // before anything is fetched from anybody
    const early = await unpaid(0)
    if (early !== undefined) return early
    if (await deps.hasFailed(taskId, callback)) {
      return giveUp(consumer, 'it failed in a transaction of this account before')
    }
    const output = await deps.outputOf(task).catch((error: Error) => error)
    if (output instanceof Error) return later(`its output cannot be had: ${output.message}`)
    const tooLittle = await unpaid(output.length)
    if (tooLittle !== undefined) return tooLittle
    try {
      const trial = await deps.tryDelivery(task, callback, output)
      if (!trial.delivered) return later(trial.why)
      const sent = await deps.deliverResult(taskId, output)
      if (!sent.delivered) {
        deps.onOutcome('failed', 0n)
        return giveUp(consumer, 'it took the result when tried, and failed in the transaction')
      }
      tries.delete(taskId)
      deps.onOutcome('delivered', sent.tip)
      deps.log.info({ ...about, consumer, tip: sent.tip.toString() }, `task ${taskId}: delivered`)
      return { did: 'delivered' }
    } catch (error) {
      // somebody was faster, or the client took it back: the next look says
      if (!(error instanceof ContractRevert)) throw error
      return later(error.message)
    }
  }
}
