/** Any state of a task may be the last one that is seen of it. */
export const canaryEvents = ['TaskRequested', 'ResultSubmitted', 'FraudProven', 'SilenceProven'] as const
