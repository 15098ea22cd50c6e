/**
 * What gives a provider something to do. `TaskAccepted` is its own doing, and finds a task again whose job was lost; with
 * `OpeningsChanged` somebody demands a part of a trace.
 */
export const inferenceEvents = ['TaskRequested', 'TaskAccepted', 'OpeningsChanged'] as const

/**
 * What costs most when it comes late goes first: an answer that is missing costs the lock, a late result a part of it, a request that
 * another provider accepts nothing. So no flood of requests keeps a provider from answering.
 */
export const inferencePriorities = { OpeningsChanged: 0, TaskAccepted: 1, TaskRequested: 2 } as const
