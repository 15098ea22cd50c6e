import { readdirSync } from 'node:fs'
import { defineConfig } from 'vitest/config'
import { LongFirst } from './test/support/LongFirst.ts'
import { sharesProcess } from './test/support/sharesProcess.ts'

const files = (dir: string) =>
  (readdirSync(dir, { recursive: true }) as string[])
    .map((file) => `${dir}/${file.replaceAll('\\', '/')}`)
    .filter((file) => file.endsWith('.test.ts') && !file.includes('node_modules/'))

const beside = [...files('packages'), ...files('workers')]
const shared = beside.filter(sharesProcess)
const alone = [...beside.filter((file) => !shared.includes(file)), ...files('test')]

export default defineConfig({
  test: {
    pool: 'forks',
    execArgv: ['--expose-gc'],
    // one more than the cores of a small machine: scenarios wait for blocks and processes most of their time
    maxWorkers: 3,
    // these catch what hangs: slowness alone, on a machine busy with other things, must not fail a test
    testTimeout: 600_000,
    hookTimeout: 600_000,
    sequence: { sequencer: LongFirst },
    // which file is which, and why: docs/decisions/0029
    projects: [
      { extends: true, test: { name: 'shared', include: shared, isolate: false } },
      { extends: true, test: { name: 'alone', include: alone, globalSetup: ['test/support/buildPrograms.ts'] } },
    ],
  },
})
