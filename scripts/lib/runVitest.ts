import { mkdtemp, readFile, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { runCommand } from './runCommand.ts'
import type { StageResult } from './tally.ts'

interface VitestJson {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
}

/** Runs the TypeScript tests of a vitest configuration. A run that ends badly without a failed test (a file that does not load) counts as one failure. */
export const runVitest = async (config: string): Promise<StageResult> => {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'assay-vitest-'))
  const file = path.join(dir, 'result.json')
  try {
    const { code, output } = await runCommand('vitest', [
      'run',
      '--config',
      config,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${file}`,
    ])
    const result: Partial<VitestJson> = await readFile(file, 'utf8').then(JSON.parse, () => ({}))
    return {
      passed: result.numPassedTests ?? 0,
      failed: Math.max(result.numFailedTests ?? 0, code === 0 ? 0 : 1),
      skipped: result.numPendingTests ?? 0,
      output,
    }
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}
