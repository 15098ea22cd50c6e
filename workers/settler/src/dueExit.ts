import type { TaskView } from '@assay/sdk'

/** What is due for a task, or how long until something is. */
export type Exit =
  | { readonly kind: 'cancel' | 'expire' | 'finalise' }
  | { readonly kind: 'wait'; readonly seconds: number }
  | { readonly kind: 'ended' }

type Deadlines = Pick<TaskView, 'state' | 'acceptBy' | 'submitBy' | 'finalAt'>

const at = (deadline: bigint, now: bigint, kind: 'cancel' | 'expire' | 'finalise'): Exit =>
  now >= deadline ? { kind } : { kind: 'wait', seconds: Number(deadline - now) }

/**
 * RULE T-4: no state without a timed exit. A right lasts while now < deadline; the exit begins at now >= deadline.
 * @param now seconds, by the chain's own count
 */
export const dueExit = (task: Deadlines, now: bigint): Exit => {
  switch (task.state) {
    case 'Requested':
      return at(task.acceptBy, now, 'cancel')
    case 'Accepted':
      return at(task.submitBy, now, 'expire')
    case 'Submitted':
      return at(task.finalAt, now, 'finalise')
    default:
      return { kind: 'ended' }
  }
}
