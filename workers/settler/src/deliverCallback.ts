import type { Outcome } from '@assay/keeper'
import type { CallbackView, DeliveryAttempt, TaskView } from '@assay/sdk'
import type { Logger } from 'pino'

export interface DeliverDeps {
  readonly log: Logger
  /** `paid`: only where the tip covers the gas; `all`; `none`. */
  readonly deliver: 'paid' | 'all' | 'none'
  /** Who waits for the task's output; undefined: nobody. */
  readonly readCallback: (taskId: bigint) => Promise<CallbackView | undefined>
  /** Wei that delivering costs now, at most. */
  readonly costOf: (callback: CallbackView) => Promise<bigint>
  /** From the result's event, or from the provider, checked against its root. */
  readonly outputOf: (task: TaskView) => Promise<Uint8Array>
  /** Whether the consumer takes it, without a transaction. */
  readonly wouldTake: (task: TaskView, callback: CallbackView, output: Uint8Array) => Promise<boolean>
  readonly deliverResult: (taskId: bigint, output: Uint8Array) => Promise<DeliveryAttempt>
}

/** A consumer that fails is asked again after 30 s, 1 min, 2 min ... and given up after about an hour: anybody may try later. */
const FIRST_WAIT_MS = 30_000
const MAX_TRIES = 7

/** RULE C-1: brings a final result to the contract that waits for it. Its failure holds nothing up. */
export const deliverCallback = (deps: DeliverDeps) => {
  const tries = new Map<bigint, number>()
  return async (task: TaskView): Promise<Outcome> => {
    const { taskId } = task
    const about = { stage: 'deliver', task: taskId.toString() }
    if (deps.deliver === 'none') return { did: 'nothing: Final' }
    const callback = await deps.readCallback(taskId)
    if (callback === undefined || callback.delivered) return { did: 'nothing: Final' }
    const cost = await deps.costOf(callback)
    if (deps.deliver === 'paid' && callback.tip < cost) {
      deps.log.info(
        { ...about, tip: callback.tip.toString(), cost: cost.toString() },
        `task ${taskId}: its callback is left to others: the tip of ${callback.tip} wei does not cover ${cost}`,
      )
      return { did: 'nothing: the tip is too small' }
    }
    const again = (why: string): Outcome => {
      const tried = (tries.get(taskId) ?? 0) + 1
      tries.set(taskId, tried)
      if (tried < MAX_TRIES) return { did: why, again: { afterMs: FIRST_WAIT_MS * 2 ** (tried - 1) } }
      tries.delete(taskId)
      deps.log.warn(
        { ...about, consumer: callback.consumer },
        `task ${taskId}: ${callback.consumer} has not taken its result in ${MAX_TRIES} tries; anybody may deliver it later`,
      )
      return { did: `given up: ${why}` }
    }
    const output = await deps.outputOf(task).catch((error: Error) => {
      deps.log.warn({ ...about, error }, `task ${taskId}: its output cannot be had: ${error.message}`)
      return undefined
    })
    if (output === undefined) return again('no output')
    if (!(await deps.wouldTake(task, callback, output))) return again('the consumer refuses')
    const { delivered, tip } = await deps.deliverResult(taskId, output)
    if (!delivered) return again('the consumer failed')
    tries.delete(taskId)
    deps.log.info({ ...about, consumer: callback.consumer, tip: tip.toString() }, `task ${taskId}: delivered`)
    return { did: 'delivered' }
  }
}
