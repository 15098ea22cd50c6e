import { vi } from 'vitest'
import { runCli } from '../../packages/cli/src/runCli.ts'

/** How a command ended, and what it said. */
export interface Ended {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** Runs `assay` in this process: what a process of its own would add is only the time to start. */
export async function runAssay(environment: Readonly<Record<string, string>>, words: string[]): Promise<Ended> {
  const said = { out: '', err: '' }
  const spies = (['stdout', 'stderr'] as const).map((stream) =>
    vi.spyOn(process[stream], 'write').mockImplementation((chunk) => {
      said[stream === 'stdout' ? 'out' : 'err'] += String(chunk)
      return true
    }),
  )
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value)
  try {
    process.exitCode = 0
    await runCli(words)
    return { code: Number(process.exitCode), ...said }
  } finally {
    process.exitCode = 0
    vi.unstubAllEnvs()
    for (const spy of spies) spy.mockRestore()
  }
}
