/** Whatever moves a deadline. The job of a task lives until the task has ended. */
export const settlerEvents = [
  'TaskRequested',
  'TaskAccepted',
  'ResultSubmitted',
  'OpeningsChanged',
  'FraudProven',
] as const
