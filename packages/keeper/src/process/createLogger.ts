import { type DestinationStream, type Logger, pino } from 'pino'
import { withoutSecrets } from './secrets.ts'

/**
 * A worker's log: one JSON object per line with the worker's and the stage's name, errors whole, never tensors. What `hideSecret` was
 * told (every secret setting, every key and password that was opened) is in no line, however it got there.
 */
export const createLogger = (worker: string, level: string, destination?: DestinationStream): Logger => {
  const options = {
    level,
    base: { worker },
    serializers: { error: pino.stdSerializers.err },
    formatters: { level: (label: string) => ({ level: label }) },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: ['privateKey', '*.privateKey', 'queueUrl', '*.queueUrl', 'rpcUrl', '*.rpcUrl'],
      censor: '(hidden)',
    },
  }
  const out = destination ?? pino.destination(1)
  return pino(options, { write: (line) => void out.write(withoutSecrets(line)) })
}
