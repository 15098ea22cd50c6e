import type { Hex } from 'viem'
import { expect } from 'vitest'
import type { WorkerProcess } from './workerProcess.ts'

export interface KillAndRestart {
  /** Starts the worker; with `kill`, it dies after that side effect. */
  readonly start: (kill: string) => WorkerProcess
  /** As ASSAY_KILL_AFTER says it. */
  readonly kill: string
  readonly request: () => Promise<Hex>
  readonly finished: (taskId: Hex) => Promise<unknown>
}

/** Longer than a block: time to do something twice. */
const AFTERMATH_MS = 1_300

/** Lets a worker die in the middle of a task, starts it again, and waits until the task is finished; then stops it. */
export const killAndRestart = async ({ start, kill, request, finished }: KillAndRestart): Promise<Hex> => {
  const doomed = start(kill)
  await doomed.ready()
  const taskId = await request()
  expect(await doomed.ended(), `dies after ${kill}`).toBe('SIGKILL')
  const heir = start('')
  try {
    await Promise.all([heir.ready(), finished(taskId)])
    await new Promise((resolve) => setTimeout(resolve, AFTERMATH_MS))
  } finally {
    await heir.stop()
  }
  expect(heir.process.child.exitCode, 'ends cleanly when it is told to').toBe(0)
  return taskId
}
