import { type DestinationStream, type LogFn, type Logger, pino } from 'pino'
import { withoutSecrets } from './secrets.ts'
import { tame, tameText } from './tame.ts'

const MAX_LINE = 16_000

/** What came with a child logger has not been tamed yet. */
const shortened = (line: string): string => `${JSON.stringify(tame(JSON.parse(line)))}\n`

/**
 * A worker's log: one JSON object per line with the worker's and the stage's name (`logStages`), never tensors (`tame`). What `hideSecret` was
 * told (every secret setting, every key and password that was opened) is in no line, however it got there.
 */
export const createLogger = (worker: string, level: string, destination?: DestinationStream): Logger => {
  const options = {
    level,
    base: { worker },
    formatters: {
      level: (label: string) => ({ level: label }),
      log: (facts: object) => tame(facts) as Record<string, unknown>,
    },
    hooks: {
      logMethod(this: Logger, [first, second, ...more]: Parameters<LogFn>, method: LogFn) {
        const text = (value: unknown) => (typeof value === 'string' ? tameText(value) : value)
        method.apply(this, [text(first), text(second), ...more] as Parameters<LogFn>)
      },
    },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: ['privateKey', '*.privateKey', 'queueUrl', '*.queueUrl', 'rpcUrl', '*.rpcUrl'],
      censor: '(hidden)',
    },
  }
  const out = destination ?? pino.destination(1)
  return pino(options, {
    write: (line) => void out.write(withoutSecrets(line.length > MAX_LINE ? shortened(line) : line)),
  })
}
