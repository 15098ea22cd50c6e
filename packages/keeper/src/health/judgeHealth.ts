import type { HealthCheck } from './HealthReport.ts'

/** What a worker knows of itself. Times in seconds. */
export interface Vitals {
  /** Host of its node. */
  readonly endpoint: string
  /** Looks at the chain that failed in a row. */
  readonly followerFailures: number
  /** Everything up to the node's head has been read at least once. */
  readonly caughtUp: boolean
  readonly followerLagSec: number
  readonly block: bigint | undefined
  readonly head: bigint | undefined
  /** Why the queue did not say how long it is. */
  readonly queueTrouble: string | undefined
  /** Why the store's last call failed; undefined too for a worker without a store. */
  readonly storeTrouble: string | undefined
  readonly hasStore: boolean
  readonly account: string
  /** Wei; undefined: not known yet. */
  readonly native: bigint | undefined
  /** By how much the most overdue open task is past its deadline; undefined: none is. */
  readonly overdue: { readonly state: string; readonly seconds: number } | undefined
}

/** Failed looks in a row that make a worker unhealthy. */
export const UNHEALTHY_FAILURES = 3
const MAX_LAG_SEC = 60
const MAX_OVERDUE_SEC = 60

const passed = (name: HealthCheck['name'], why: string): HealthCheck => ({ name, ok: true, why })
const failed = (name: HealthCheck['name'], why: string, next: string): HealthCheck => ({ name, ok: false, why, next })

/** What stands in the way of a worker's work, and what to do about it. Pure. */
export const judgeHealth = (vitals: Vitals): HealthCheck[] => {
  const { followerFailures, followerLagSec, block, head, queueTrouble, storeTrouble, native, overdue } = vitals
  const read = `it has read up to block ${block ?? 'none'} of ${head ?? 'unknown'}`
  const checks = [
    followerFailures < UNHEALTHY_FAILURES
      ? passed('chain', `the node at ${vitals.endpoint} answers`)
      : failed(
          'chain',
          `the node at ${vitals.endpoint} has not answered ${followerFailures} times in a row`,
          'Check that it runs and that ASSAY_RPC_URL is right.',
        ),
    vitals.caughtUp && followerLagSec <= MAX_LAG_SEC
      ? passed('follower', read)
      : failed(
          'follower',
          vitals.caughtUp
            ? `${read} and has been behind for ${Math.round(followerLagSec)} s`
            : `${read} and is not through yet`,
          'Wait if it moves on; if it does not, look for stage "follow" in the log.',
        ),
    queueTrouble === undefined
      ? passed('queue', 'the job queue answers')
      : failed(
          'queue',
          `the job queue does not answer: ${queueTrouble}`,
          'Check that PostgreSQL or Redis runs and that ASSAY_QUEUE_URL is right. No task is lost: the chain is read again.',
        ),
    native === undefined || native > 0n
      ? passed('wallet', native === undefined ? 'its balance is not known yet' : `${vitals.account} can pay for gas`)
      : failed(
          'wallet',
          `${vitals.account} has nothing to pay gas with`,
          "Send it some of the chain's currency; it goes on by itself.",
        ),
    overdue === undefined || overdue.seconds <= MAX_OVERDUE_SEC
      ? passed('deadlines', 'no deadline has been missed')
      : failed(
          'deadlines',
          `a task has been ${overdue.state} for ${overdue.seconds} s after its deadline`,
          'Look for errors of stage "job" in the log; docs/runbooks/task-overdue.md.',
        ),
  ]
  if (vitals.hasStore)
    checks.push(
      storeTrouble === undefined
        ? passed('store', 'the content store has given what it was asked for')
        : failed('store', storeTrouble, 'Check that it runs and that ASSAY_STORE_URL is right; it is tried again.'),
    )
  return checks
}
