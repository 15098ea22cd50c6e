import type { TaskView } from '@assay/sdk'

/** What is due for a task, or how long until something is. */
export type Exit =
  | { readonly kind: 'cancel' | 'expire' | 'finalise' }
  | { readonly kind: 'wait'; readonly seconds: number }
  | { readonly kind: 'ended' }

type Deadlines = Pick<TaskView, 'state' | 'acceptBy' | 'submitBy' | 'finalAt' | 'pendingOpenings'>

/** When to look again at a task whose openings are pending. */
const PENDING_SEC = 5

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
      // RULE T-3: an opening that waits for its answer holds the result; each answer moves `finalAt`.
      if (task.pendingOpenings > 0 && now >= task.finalAt) return { kind: 'wait', seconds: PENDING_SEC }
      return at(task.finalAt, now, 'finalise')
    default:
      return { kind: 'ended' }
  }
}
