import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['packages/**/*.test.ts', 'workers/**/*.test.ts', 'test/**/*.test.ts'],
    pool: 'forks',
    execArgv: ['--expose-gc'],
    // one more than the cores of a small machine: scenarios wait for blocks and processes most of their time
    maxWorkers: 3,
    // these catch what hangs: slowness alone, on a machine busy with other things, must not fail a test
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
})
