import { foundryBinary } from '@assay/localnet'
import { runCommand } from './runCommand.ts'
import type { StageResult } from './tally.ts'

const SUMMARY = /(\d+) tests? passed, (\d+) failed, (\d+) skipped/g
const SAYS_WHY = /\d+ tests? passed, \d+ failed|Snapshots differ|Compiler run failed/

/**
 * Runs the Solidity tests below `dir` with the real forge binary (the npm launcher exits 0 when tests fail). Gas snapshots that are not
 * current fail the run. `env` overrides settings of foundry.toml.
 */
export const runForgeTests = async (dir: string, env: NodeJS.ProcessEnv = {}): Promise<StageResult> => {
  const run = () =>
    runCommand(foundryBinary('forge'), ['test', '--threads', '2'], {
      env: { FOUNDRY_TEST: dir, FORGE_SNAPSHOT_CHECK: 'true', ...env },
    })
  let { code, output } = await run()
  if (code !== 0 && !SAYS_WHY.test(output)) {
    // neither a test nor a snapshot: the runner or the compiler was ended (by a full memory, say)
    const ended = `forge ended with ${code} before its tests did; once more\n`
    const again = await run()
    code = again.code
    output = `${output}\n${ended}\n${again.output}`
  }
  const summary = [...output.matchAll(SUMMARY)].at(-1)
  return {
    passed: Number(summary?.[1] ?? 0),
    failed: Math.max(Number(summary?.[2] ?? 0), code === 0 ? 0 : 1),
    skipped: Number(summary?.[3] ?? 0),
    output,
  }
}
