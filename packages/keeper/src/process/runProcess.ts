import type { Logger } from 'pino'
import { boundHeapGrowth } from './boundHeapGrowth.ts'
import { createLogger } from './createLogger.ts'

/** Time that closing may take before the process leaves anyway: what it abandons, its next start finds on the chain. */
const CLOSE_TIMEOUT_MS = 8_000

export interface Closable {
  close(): Promise<void>
}

/**
 * Runs a worker as a process: SIGINT or SIGTERM closes it and the process ends with 0, a second one ends it at once with 130;
 * settings that are wrong or a start that fails are reported and end it with 1.
 */
export const runProcess = async <Settings extends { readonly logLevel: string }>(
  name: string,
  readSettings: () => Settings,
  start: (settings: Settings, log: Logger) => Promise<Closable>,
): Promise<void> => {
  boundHeapGrowth()
  let stopping = false
  let worker: Closable | undefined
  let log = createLogger(name, 'info')
  const stop = (signal: NodeJS.Signals) => {
    if (stopping) process.exit(130)
    stopping = true
    log.info({ stage: 'stop', signal }, 'stopping')
    setTimeout(() => {
      log.warn({ stage: 'stop' }, 'work was abandoned; the next start takes it up')
      process.exit(0)
    }, CLOSE_TIMEOUT_MS).unref()
    Promise.resolve(worker?.close())
      .catch((error) => log.warn({ stage: 'stop', error }, 'closing failed'))
      .finally(() => process.exit(0))
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  try {
    const settings = readSettings()
    log = createLogger(name, settings.logLevel)
    worker = await start(settings, log)
    // Whoever started this process waits for this line.
    log.info({ stage: 'ready' }, 'ready')
  } catch (error) {
    log.fatal({ stage: 'start', error }, error instanceof Error ? error.message : String(error))
    process.exit(1)
  }
}
