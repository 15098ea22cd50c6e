import type { HealthCheckName } from './healthChecks.ts'

/** One thing that must be in order for a worker to do its work. */
export interface HealthCheck {
  readonly name: HealthCheckName
  readonly ok: boolean
  /** What was found. */
  readonly why: string
  /** What to do about it; absent where all is well. */
  readonly next?: string
}

/** How a worker stands. */
export interface HealthReport {
  /** Nothing stands in the way of its work: every check passes. */
  readonly ok: boolean
  readonly worker: string
  readonly account: string
  readonly chainId: number
  /** Blocks read; null before the first. */
  readonly block: string | null
  /** Jobs by state; empty when the queue did not say. */
  readonly queue: Readonly<Record<string, number>>
  readonly checks: readonly HealthCheck[]
}
