/**
 * What gives a provider something to do. `TaskAccepted` is its own doing, and finds a task again whose job was lost; with
 * `OpeningsChanged` somebody demands a part of a trace.
 */
export const inferenceEvents = ['TaskRequested', 'TaskAccepted', 'OpeningsChanged'] as const
