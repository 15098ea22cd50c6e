// `npm run symbolic`: what holds for every value, by symbolic execution of the contracts' bytecode (test/symbolic, docs/decisions/0014).
// Minutes, and a tool in Python that npm does not bring, so not part of `npm test`. `npm run symbolic -- DepthIsLeast` runs what matches.
import { existsSync } from 'node:fs'
import path from 'node:path'
import { foundryBinary } from '@assay/localnet'
import { runCommand } from './lib/runCommand.ts'

const VERSION = '0.3.3'
const INSTALL = `npm run symbolic needs halmos ${VERSION}, which is a Python package (3.11 or newer) and brings its solver:
  python3 -m venv .assay/halmos && .assay/halmos/bin/pip install halmos==${VERSION}
It is found there, or on the path.
`
/** What a solver may take to decide one assertion on one path. */
const ASSERTION_TIMEOUT = '120s'

const own = path.resolve('.assay/halmos/bin/halmos')
const halmos = existsSync(own) ? own : 'halmos'
const found = await runCommand(halmos, ['--version'])
if (found.code !== 0 || !found.output.includes(VERSION)) {
  const why = found.code === 0 ? `${halmos} is another version: ${found.output}` : `${halmos} cannot be run.`
  process.stderr.write(`${why.trim()}\n${INSTALL}`)
  process.exit(2)
}

// sources and outputs of its own, so that nothing else is compiled for it and no cache is disturbed
const out = 'out/symbolic'
const { code } = await runCommand(
  halmos,
  [
    ...['--forge-build-out', out, '--no-status', '--solver', 'yices', '--solver-timeout-assertion', ASSERTION_TIMEOUT],
    ...['--match-contract', process.argv[2] ?? '.'],
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
process.exitCode = code
