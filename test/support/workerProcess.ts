import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { type RunningProcess, startProcess } from '@assay/localnet'
import { inject } from 'vitest'
import { builtName, type WorkerProgram } from './buildWorkers.ts'
import { until } from './until.ts'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')

export interface WorkerProcess {
  readonly process: RunningProcess
  ready(): Promise<void>
  /** Resolves with the signal that ended it. */
  ended(): Promise<NodeJS.Signals | number | null>
  stop(): Promise<void>
}

/** A worker as a process of its own, built. `npm start` runs it from its sources (scenario 07). */
export const workerProcess = (file: WorkerProgram, environment: Readonly<Record<string, string>>): WorkerProcess => {
  let output = ''
  const process = startProcess({
    name: file,
    command: globalThis.process.execPath,
    args: [path.join(inject('builtWorkers'), builtName(file))],
    env: { ...environment, ASSAY_LOG_LEVEL: 'info' },
    cwd: root,
  })
  process.child.stdout?.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  const { child } = process
  const done = () => child.exitCode !== null || child.signalCode !== null
  return {
    process,
    ready: async () => {
      await until(`${file} is ready`, () => output.includes('"stage":"ready"') || done())
    },
    ended: async () => {
      await until(`${file} has ended; its last words: ${process.lastWords()}`, done)
      return child.signalCode ?? child.exitCode
    },
    stop: () => process.stop(),
  }
}
