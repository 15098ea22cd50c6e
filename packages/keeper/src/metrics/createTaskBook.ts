import type { TaskView } from '@assay/sdk'

const deadlines = { Requested: 'acceptBy', Accepted: 'submitBy', Submitted: 'finalAt' } as const

export type OpenState = keyof typeof deadlines
export const openStates = Object.keys(deadlines) as readonly OpenState[]

type Noted = Pick<TaskView, 'taskId' | 'state' | 'acceptBy' | 'submitBy' | 'finalAt'>

export interface OpenTasks {
  readonly count: number
  /** Seconds since 1970, by the chain's count; undefined: there is none. */
  readonly nearest: bigint | undefined
}

/** The open tasks that a process has to do with, as it saw them last. */
export interface TaskBook {
  /** Returns the task, so that a read can be passed through. */
  note<Task extends Noted>(task: Task): Task
  /** Nothing is left to do for it here. */
  forget(taskId: bigint): void
  of(state: OpenState): OpenTasks
}

const isOpen = (state: string): state is OpenState => Object.hasOwn(deadlines, state)

export const createTaskBook = (): TaskBook => {
  const open = new Map<bigint, { readonly state: OpenState; readonly deadline: bigint }>()
  return {
    note: (task) => {
      if (isOpen(task.state)) open.set(task.taskId, { state: task.state, deadline: task[deadlines[task.state]] })
      else open.delete(task.taskId)
      return task
    },
    forget: (taskId) => {
      open.delete(taskId)
    },
    of: (state) => {
      let count = 0
      let nearest: bigint | undefined
      for (const task of open.values()) {
        if (task.state !== state) continue
        count += 1
        if (nearest === undefined || task.deadline < nearest) nearest = task.deadline
      }
      return { count, nearest }
    },
  }
}
