import { foundryBinary } from '@assay/localnet'
import { runCommand } from './runCommand.ts'
import type { StageResult } from './tally.ts'

/**
 * Runs the Solidity tests below `dir` with the real forge binary (the npm launcher exits 0 when tests fail). Gas snapshots that are not
 * current fail the run. `env` overrides settings of foundry.toml.
 */
export const runForgeTests = async (dir: string, env: NodeJS.ProcessEnv = {}): Promise<StageResult> => {
  const { code, output } = await runCommand(foundryBinary('forge'), ['test', '--threads', '2'], {
    env: { FOUNDRY_TEST: dir, FORGE_SNAPSHOT_CHECK: 'true', ...env },
  })
  const summary = [...output.matchAll(/(\d+) tests? passed, (\d+) failed, (\d+) skipped/g)].at(-1)
  return {
    passed: Number(summary?.[1] ?? 0),
    failed: Math.max(Number(summary?.[2] ?? 0), code === 0 ? 0 : 1),
    skipped: Number(summary?.[3] ?? 0),
    output,
  }
}
