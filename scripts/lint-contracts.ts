// forge's lints over the contracts, and the compiler's warnings: any is a failure. What is excluded, and why, stands in foundry.toml.
import { foundryBinary } from '@assay/localnet'
import { runCommand } from './lib/runCommand.ts'

// outputs of its own: it compiles without code, and the build's cache must not take that for the build's
const env = { FOUNDRY_OUT: 'out/lint', FOUNDRY_CACHE_PATH: 'cache/lint' }
// 6335: "`at` will be a keyword": the compiler is pinned, and one that reserves the word will say so
const lint = ['lint', 'contracts', '--deny', 'notes', '--ignored-error-codes', '6335']
const { code } = await runCommand(foundryBinary('forge'), lint, { show: true, env })
process.exitCode = code
