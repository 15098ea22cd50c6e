// Writes docs/gas-table.md from snapshots/GasTable.json, which test/contracts/step/GasTable.t.sol measures; `--check` fails if it is not current.
import { readFile, writeFile } from 'node:fs/promises'
import { type OpName, ops } from '../packages/program/src/index.ts'
import { gasTable } from './lib/gasTable.ts'

const snapshot = new URL('../snapshots/GasTable.json', import.meta.url)
const file = new URL('../docs/gas-table.md', import.meta.url)

const text = gasTable(JSON.parse(await readFile(snapshot, 'utf8')), Object.keys(ops) as OpName[])
if (!process.argv.includes('--check')) await writeFile(file, text)
else if ((await readFile(file, 'utf8').catch(() => '')) !== text) {
  process.stderr.write('docs/gas-table.md is not what snapshots/GasTable.json says\n')
  process.exitCode = 1
}
