import type { TaskView } from '@assay/sdk'
import type { Hex } from 'viem'

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
  forget(taskId: Hex): void
  of(state: OpenState): OpenTasks
  /** What is demanded on chain of a task of ours and has no answer, by when each answer is due; none: all is answered. */
  owes(taskId: Hex, answerBy: readonly bigint[]): void
  /** Of all tasks: answers that are owed. */
  owed(): OpenTasks
}

const isOpen = (state: string): state is OpenState => Object.hasOwn(deadlines, state)

export const createTaskBook = (): TaskBook => {
  const open = new Map<Hex, { readonly state: OpenState; readonly deadline: bigint }>()
  const answers = new Map<Hex, readonly bigint[]>()
  const forget = (taskId: Hex) => {
    open.delete(taskId)
    answers.delete(taskId)
  }
  return {
    note: (task) => {
      if (isOpen(task.state)) open.set(task.taskId, { state: task.state, deadline: task[deadlines[task.state]] })
      else forget(task.taskId)
      return task
    },
    forget,
    of: (state) => summary([...open.values()].filter((task) => task.state === state).map(({ deadline }) => deadline)),
    owes: (taskId, answerBy) => {
      if (answerBy.length === 0) answers.delete(taskId)
      else answers.set(taskId, answerBy)
    },
    owed: () => summary([...answers.values()].flat()),
  }
}

const summary = (due: readonly bigint[]): OpenTasks => ({
  count: due.length,
  nearest: due.reduce<bigint | undefined>(
    (least, each) => (least === undefined || each < least ? each : least),
    undefined,
  ),
})
