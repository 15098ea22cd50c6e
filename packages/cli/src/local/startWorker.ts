import { readFile } from 'node:fs/promises'
import { type ProcessFailed, type RunningProcess, startProcess } from '@assay/localnet'
import { repositoryRoot } from './repositoryRoot.ts'

const READY_TIMEOUT_MS = 300_000
const POLL_MS = 100

export interface WorkerProcess {
  readonly name: string
  /** Built file to run. */
  readonly file: string
  readonly env: NodeJS.ProcessEnv
  readonly logFile: string
  readonly onUnexpectedExit: (error: ProcessFailed) => void
}

export interface StartedWorker {
  /** There from the first moment, so that whoever stops the network stops it too. */
  readonly running: RunningProcess
  /** Resolves when its log says so. */
  readonly ready: Promise<void>
}

/** Starts a worker as a process of its own. */
export const startWorker = (worker: WorkerProcess): StartedWorker => {
  let failure: ProcessFailed | undefined
  const running = startProcess({
    name: worker.name,
    command: process.execPath,
    args: [worker.file],
    cwd: repositoryRoot,
    env: worker.env,
    logFile: worker.logFile,
    onUnexpectedExit: (error) => {
      failure = error
      worker.onUnexpectedExit(error)
    },
  })
  const untilReady = async () => {
    const end = Date.now() + READY_TIMEOUT_MS
    while (!(await readFile(worker.logFile, 'utf8').catch(() => '')).includes('"stage":"ready"')) {
      if (failure !== undefined) throw failure
      if (Date.now() > end || running.child.signalCode !== null) break
      await new Promise((resolve) => setTimeout(resolve, POLL_MS))
    }
  }
  return { running, ready: untilReady() }
}
