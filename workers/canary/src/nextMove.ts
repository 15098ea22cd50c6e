import type { TaskView } from '@assay/sdk'

export type Move =
  | { readonly kind: 'wait'; readonly seconds: number }
  /** Nobody has convicted it: the alarm is raised, and it convicts itself. */
  | { readonly kind: 'convict' }
  | { readonly kind: 'refuted' }
  | { readonly kind: 'not-answered' }
  /** A lie became final. */
  | { readonly kind: 'stood' }

type Watched = Pick<TaskView, 'state' | 'acceptBy' | 'submitBy' | 'finalAt' | 'windowSec'>

/** A look at least this often, seconds: metrics are to be fresh. */
const LOOK_SEC = 5

const until = (deadline: bigint, now: bigint): Move => ({
  kind: 'wait',
  seconds: Math.max(1, Math.min(LOOK_SEC, Number(deadline - now))),
})

/**
 * What there is to do about a wrong result of our own. Pure.
 * @param now seconds, by the chain's own count
 * @param patience share of the window that others have to convict it
 */
export const nextMove = (task: Watched, now: bigint, patience: number): Move => {
  switch (task.state) {
    case 'Requested':
      return until(task.acceptBy, now)
    case 'Accepted':
      return until(task.submitBy, now)
    case 'Submitted': {
      // openings move finalAt: the patience is counted from the end of the window as it was
      const left = BigInt(Math.ceil(task.windowSec * (1 - patience)))
      const alarmAt = task.finalAt - left
      return now >= alarmAt ? { kind: 'convict' } : until(alarmAt, now)
    }
    case 'Refuted':
      return { kind: 'refuted' }
    case 'Final':
      return { kind: 'stood' }
    default:
      return { kind: 'not-answered' }
  }
}
