// `npm run symbolic`: what holds for every value, by symbolic execution of the contracts' bytecode (test/symbolic, docs/decisions/0014). It
// succeeds only if every check is decided: one that takes too long, or whose loops are cut short, has shown nothing.
// Minutes, and a tool in Python that npm does not bring, so not part of `npm test`. `npm run symbolic -- DepthIsLeast` runs what matches.
import { existsSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { foundryBinary } from '@assay/localnet'
import { runCommand } from './lib/runCommand.ts'

const VERSION = '0.3.3'
const INSTALL = `npm run symbolic needs halmos ${VERSION}, which is a Python package (3.11 or newer) and brings its solver:
  python3 -m venv .assay/halmos && .assay/halmos/bin/pip install halmos==${VERSION}
It is found there, or on the path.
`
/** What a solver may take to decide one assertion on one path: seconds, but of the clock, and the machine may have other work. */
const ASSERTION_TIMEOUT = '600s'

const own = path.resolve('.assay/halmos/bin/halmos')
const halmos = existsSync(own) ? own : 'halmos'
const found = await runCommand(halmos, ['--version'])
if (found.code !== 0 || !found.output.includes(VERSION)) {
  const why = found.code === 0 ? `${halmos} is another version: ${found.output}` : `${halmos} cannot be run.`
  process.stderr.write(`${why.trim()}\n${INSTALL}`)
  process.exit(2)
}

/** halmos's, of a check: 0 is decided. A loop that was cut short is only a warning to it, and not decided to us. */
interface Result {
  readonly name: string
  readonly exitcode: number
  readonly num_bounded_loops: number
}
const undecided = ({ exitcode, num_bounded_loops }: Result): string => {
  if (exitcode === 0) return num_bounded_loops === 0 ? '' : 'a loop goes on beyond its bound'
  return { 1: 'counterexample', 2: 'timed out', 3: 'stuck', 4: 'every path reverts' }[exitcode] ?? 'error'
}

// sources and outputs of its own, so that nothing else is compiled for it and no cache is disturbed
const out = 'out/symbolic'
const report = path.resolve(out, 'report.json')
await rm(report, { force: true })
const { code } = await runCommand(
  halmos,
  [
    ...['--forge-build-out', out, '--no-status', '--solver', 'yices', '--solver-timeout-assertion', ASSERTION_TIMEOUT],
    ...['--match-contract', process.argv[2] ?? '.', '--json-output', report],
  ],
  {
    show: true,
    env: {
      PATH: [path.dirname(halmos), path.dirname(foundryBinary('forge')), process.env.PATH].join(path.delimiter),
      FOUNDRY_PROFILE: 'lite',
      FOUNDRY_SRC: 'test/symbolic',
      FOUNDRY_TEST: 'test/symbolic',
      FOUNDRY_OUT: out,
      FOUNDRY_CACHE_PATH: 'cache/symbolic',
    },
  },
)
if (!existsSync(report)) process.exit(code || 1)
const { test_results } = JSON.parse(await readFile(report, 'utf8')) as { test_results: Record<string, Result[]> }
const results = Object.entries(test_results).flatMap(([contract, checks]) =>
  checks.map((check) => ({ name: `${contract.split(':').at(-1)}.${check.name.split('(')[0]}`, why: undecided(check) })),
)
const open = results.filter(({ why }) => why !== '')
process.stdout.write(`\n${results.length - open.length} of ${results.length} checks decided\n`)
for (const { name, why } of open) process.stdout.write(`  not ${name}: ${why}\n`)
process.exitCode = code || (open.length === 0 ? 0 : 1)
