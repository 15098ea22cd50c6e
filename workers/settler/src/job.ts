/**
 * Whatever moves a deadline, or makes somebody wait for a result. The job of a task lives until nothing is left to do for it here.
 */
export const settlerEvents = [
  'TaskRequested',
  'TaskAccepted',
  'ResultSubmitted',
  'OpeningsChanged',
  'FraudProven',
  'TaskFinalised',
  'CallbackRegistered',
] as const
