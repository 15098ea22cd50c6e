import type { TaskView } from '@assay/sdk'

export interface Watch {
  /** Empty: all. */
  readonly models: readonly string[]
  readonly share: number
  /** Drawn for this task, from 0 up to 1. */
  readonly drawn: number
}

export type WatchDecision = { readonly kind: 'check' } | { readonly kind: 'leave'; readonly why: string }

/** Whether a result is checked by us. A proof is accepted as long as the task is Submitted, whatever the time. */
export const decideWatch = (
  task: Pick<TaskView, 'state' | 'modelId'>,
  { models, share, drawn }: Watch,
): WatchDecision => {
  if (task.state !== 'Submitted') return { kind: 'leave', why: `it is ${task.state}` }
  if (models.length > 0 && !models.some((model) => model.toLowerCase() === task.modelId.toLowerCase())) {
    return { kind: 'leave', why: `model ${task.modelId} is not watched` }
  }
  if (drawn >= share) return { kind: 'leave', why: 'it is not in the sample' }
  return { kind: 'check' }
}
