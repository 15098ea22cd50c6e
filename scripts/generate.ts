// Everything in the tree that is made from something else, in order. `--check` changes nothing and fails if a file is not current.
import { runCommand } from './lib/runCommand.ts'

const generators = [
  {
    script: 'scripts/generate-protocol.ts',
    from: 'contracts (run npm run contracts:build -- --force first: what solc makes of a file depends on what it compiles beside it)',
  },
  { script: 'scripts/generate-layouts.ts', from: 'contracts: what callers and storage rely on has changed' },
  { script: 'vectors/generate.ts', from: 'packages/program, packages/proof' },
  { script: 'scripts/generate-env-example.ts', from: 'the settings tables' },
  { script: 'scripts/generate-observability.ts', from: 'the tables of metrics, alerts and panels' },
  { script: 'scripts/generate-gas-table.ts', from: 'snapshots/GasTable.json' },
  { script: 'scripts/generate-networks.ts', from: 'models/zoo/results.json' },
]

const check = process.argv.includes('--check') ? ['--check'] : []
let stale = 0
for (const { script, from } of generators) {
  const { code } = await runCommand('tsx', [script, ...check], { show: true })
  if (code === 0) continue
  stale++
  process.stderr.write(
    `${script}: ${check.length > 0 ? `not current with ${from}; run npm run generate and commit what changes` : `failed with ${code}`}\n`,
  )
}
process.exitCode = stale === 0 ? 0 : 1
