import type { TaskState } from '@assay/protocol'
import { type Assay, readTask, type TaskView } from '@assay/sdk'
import type { Hex } from 'viem'
import { DemoFailed } from './errors.ts'

const POLL_MS = 200

/** Waits until the task is in one of `states`; a state from which they cannot be reached, or too long a wait, is a DemoFailed. */
export const waitForTask = async (
  assay: Assay,
  taskId: Hex,
  states: readonly TaskState[],
  timeoutMs = 300_000,
): Promise<TaskView> => {
  const over: readonly TaskState[] = ['Final', 'Refuted', 'Expired', 'Cancelled']
  const end = Date.now() + timeoutMs
  for (;;) {
    const task = await readTask(assay, taskId)
    if (states.includes(task.state)) return task
    if (over.includes(task.state))
      throw new DemoFailed(`task ${taskId} is ${task.state}; it was to become ${states.join(' or ')}`)
    if (Date.now() > end)
      throw new DemoFailed(
        `task ${taskId} is still ${task.state} after ${timeoutMs / 1000} s; it was to become ${states.join(' or ')}`,
      )
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
}
