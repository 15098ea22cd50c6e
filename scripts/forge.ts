// forge, with its real exit code: `tsx scripts/forge.ts build`.
import { foundryBinary } from '@assay/localnet'
import { runCommand } from './lib/runCommand.ts'

const { code } = await runCommand(foundryBinary('forge'), process.argv.slice(2), { show: true })
process.exitCode = code
