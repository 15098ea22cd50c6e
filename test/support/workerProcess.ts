import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { type RunningProcess, startProcess } from '@assay/localnet'
import { inject } from 'vitest'
import type { ProgramName } from '../../scripts/build/programs.mjs'
import { until } from './until.ts'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')

export interface WorkerProcess {
  readonly process: RunningProcess
  ready(): Promise<void>
  /** Resolves with the signal that ended it. */
  ended(): Promise<NodeJS.Signals | number | null>
  stop(): Promise<void>
}

/**
 * A worker as a process of its own, as `npm start` runs it.
 * @param programs folder of the built programs; outside a test it must be given
 */
export const workerProcess = (
  program: ProgramName,
  environment: Readonly<Record<string, string>>,
  programs = inject('programs'),
): WorkerProcess => {
  let output = ''
  const process = startProcess({
    name: program,
    command: globalThis.process.execPath,
    args: [path.join(programs, `${program}.mjs`)],
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
      await until(`${program} is ready`, () => output.includes('"stage":"ready"') || done())
    },
    ended: async () => {
      await until(`${program} has ended; its last words: ${process.lastWords()}`, done)
      return child.signalCode ?? child.exitCode
    },
    stop: () => process.stop(),
  }
}
