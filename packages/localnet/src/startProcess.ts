import { type ChildProcess, spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { ProcessFailed } from './errors.ts'

const KEPT_LOG_BYTES = 4000
/** Longer than a worker takes to give up its work when it is told to end, also on a busy machine. */
const STOP_GRACE_MS = 30_000

export interface ProcessOptions {
  /** What messages call it. */
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  readonly env?: NodeJS.ProcessEnv
  readonly cwd?: string
  /** File that receives its output. */
  readonly logFile?: string
  /** Called when it ends without having been stopped. */
  readonly onUnexpectedExit?: (error: ProcessFailed) => void
}

export interface RunningProcess {
  readonly name: string
  readonly pid: number
  readonly child: ChildProcess
  /** The end of its output so far. */
  lastWords(): string
  /** SIGTERM, then SIGKILL after a grace time; resolves when it is gone. */
  stop(): Promise<void>
}

/** Starts a child process whose output goes to a file and whose unexpected end is reported. */
export const startProcess = (options: ProcessOptions): RunningProcess => {
  const child = spawn(options.command, [...options.args], {
    env: { ...process.env, ...options.env },
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    stdio: ['ignore', 'pipe', 'pipe'],
    // its own group: Ctrl-C reaches the parent alone, which stops its children in order
    detached: true,
  })
  let words = ''
  let stopping = false
  const log = options.logFile === undefined ? undefined : createWriteStream(options.logFile)
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      words = (words + chunk.toString('utf8')).slice(-KEPT_LOG_BYTES)
      log?.write(chunk)
    })
  }
  const gone = new Promise<void>((resolve) => {
    child.once('error', (cause) => {
      words += `\n${cause.message}`
      if (!stopping) options.onUnexpectedExit?.(new ProcessFailed(options.name, 'could not be started', words))
      resolve()
    })
    child.once('exit', (code, signal) => {
      log?.end()
      if (!stopping) options.onUnexpectedExit?.(new ProcessFailed(options.name, `ended with ${code ?? signal}`, words))
      resolve()
    })
  })
  return {
    name: options.name,
    pid: child.pid ?? 0,
    child,
    lastWords: () => words,
    stop: async () => {
      stopping = true
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_GRACE_MS)
      await gone
      clearTimeout(timer)
    },
  }
}
