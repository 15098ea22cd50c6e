import type { Logger } from 'pino'

export interface HealthReport {
  /** Nothing stands in the way of its work. */
  readonly ok: boolean
  /** Blocks read. */
  readonly block: string | null
  readonly queue: Readonly<Record<string, number>>
  readonly [more: string]: unknown
}

const EVERY_MS = 60_000

/** Logs one line of health a minute, as a warning while something is wrong. */
export const reportHealth = (log: Logger, read: () => Promise<HealthReport>, everyMs = EVERY_MS): { close(): void } => {
  const timer = setInterval(() => {
    read().then(
      (report) =>
        log[report.ok ? 'info' : 'warn']({ stage: 'health', ...report }, report.ok ? 'healthy' : 'not healthy'),
      (error) => log.warn({ stage: 'health', error }, 'health is unknown'),
    )
  }, everyMs)
  timer.unref()
  return { close: () => clearInterval(timer) }
}
