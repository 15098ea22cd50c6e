import type { FindingView, OpeningView, TaskView } from '@assay/sdk'

/** What is due for a task, or how long until something is. */
export type Exit =
  | { readonly kind: 'cancel' | 'expire' | 'finalise' | 'settleFinding' }
  /** An opening was not answered in time; a bond outlived its task. */
  | { readonly kind: 'convictSilence' | 'reclaimBond'; readonly opening: OpeningView }
  | { readonly kind: 'wait'; readonly seconds: number }
  | { readonly kind: 'ended' }

type Deadlines = Pick<TaskView, 'state' | 'acceptBy' | 'submitBy' | 'finalAt'>

const at = (deadline: bigint, now: bigint, kind: 'cancel' | 'expire' | 'finalise' | 'settleFinding'): Exit =>
  now >= deadline ? { kind } : { kind: 'wait', seconds: Number(deadline - now) }

/**
 * RULE T-4: no state without a timed exit. A right lasts while now < deadline; the exit begins at now >= deadline.
 * @param now seconds, by the chain's own count
 * @param unanswered the task's openings without an answer
 * @param finding the finder's half of its bounty, if it was convicted by a proof
 */
export const dueExit = (
  task: Deadlines,
  now: bigint,
  unanswered: readonly OpeningView[] = [],
  finding?: Pick<FindingView, 'revealBy' | 'settled'>,
): Exit => {
  switch (task.state) {
    case 'Requested':
      return at(task.acceptBy, now, 'cancel')
    case 'Accepted':
      return at(task.submitBy, now, 'expire')
    case 'Submitted': {
      // RULE T-3: an opening that waits for its answer holds the result; each answer moves `finalAt`.
      const [first] = [...unanswered].sort((a, b) => Number(a.answerBy - b.answerBy))
      if (first === undefined) return at(task.finalAt, now, 'finalise')
      // RULE O-6: silence convicts.
      if (now >= first.answerBy) return { kind: 'convictSilence', opening: first }
      return { kind: 'wait', seconds: Number(first.answerBy - now) }
    }
    default: {
      const opening = unanswered.find(({ bondWei }) => bondWei > 0n)
      if (opening !== undefined) return { kind: 'reclaimBond', opening }
      // RULE S-6: paid out when nobody can reveal an earlier finding any more.
      return finding === undefined || finding.settled ? { kind: 'ended' } : at(finding.revealBy, now, 'settleFinding')
    }
  }
}
