import { type DestinationStream, type Logger, pino } from 'pino'

/** A worker's log: one JSON object per line with the worker's and the stage's name, errors whole, never keys or tensors. */
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
  return destination === undefined ? pino(options) : pino(options, destination)
}
