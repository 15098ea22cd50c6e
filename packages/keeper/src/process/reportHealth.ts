import type { Logger } from 'pino'
import type { HealthReport } from '../health/HealthReport.ts'

const EVERY_MS = 60_000

/** Logs one line of health a minute, as a warning while something is wrong. */
export const reportHealth = (log: Logger, read: () => Promise<HealthReport>, everyMs = EVERY_MS): { close(): void } => {
  const tell = async () => {
    const { ok, block, queue, checks } = await read()
    const problems = checks.filter((check) => !check.ok).map(({ name, why, next }) => ({ name, why, next }))
    const facts = { stage: 'health', block, queue, ...(ok ? {} : { problems }) }
    if (ok) log.info(facts, 'healthy')
    else log.warn(facts, `not healthy: ${problems.map(({ why }) => why).join('; ')}`)
  }
  const timer = setInterval(() => {
    tell().catch((error) => log.warn({ stage: 'health', error }, 'health is unknown'))
  }, everyMs)
  timer.unref()
  return { close: () => clearInterval(timer) }
}
