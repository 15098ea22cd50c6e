/**
 * Whatever begins a task, makes something due sooner than was seen, or makes somebody wait for a result. The job of a task lives until
 * nothing is left to do for it here, and looks at each deadline by itself: an acceptance needs no look of its own.
 */
export const settlerEvents = [
  'TaskRequested',
  'ResultSubmitted',
  'OpeningsChanged',
  'FraudProven',
  'TaskFinalised',
  'CallbackRegistered',
] as const
