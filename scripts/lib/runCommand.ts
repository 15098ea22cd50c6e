import { spawn } from 'node:child_process'

export interface CommandResult {
  readonly code: number
  readonly output: string
}

/** Runs a command from the repository's root and returns what it printed with its exit code; `show` prints it as it comes too. */
export const runCommand = (
  command: string,
  args: readonly string[],
  options: { show?: boolean; env?: NodeJS.ProcessEnv } = {},
): Promise<CommandResult> =>
  new Promise((resolve) => {
    const child = spawn(command, [...args], {
      env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    })
    let output = ''
    const take = (to: NodeJS.WriteStream) => (chunk: Buffer) => {
      output += chunk.toString('utf8')
      if (options.show === true) to.write(chunk)
    }
    child.stdout.on('data', take(process.stdout))
    child.stderr.on('data', take(process.stderr))
    child.once('error', (cause) => resolve({ code: 127, output: `${output}${cause.message}` }))
    child.once('close', (code, signal) =>
      resolve({ code: code ?? 1, output: signal === null ? output : `${output}\n${command} was ended by ${signal}\n` }),
    )
  })
