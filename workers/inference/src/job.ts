/** What gives a provider something to do. `TaskAccepted` is its own doing, and finds a task again whose job was lost. */
export const inferenceEvents = ['TaskRequested', 'TaskAccepted'] as const
