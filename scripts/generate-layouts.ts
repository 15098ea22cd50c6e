// Writes snapshots/contracts/<name>.txt: the storage layout and the interface of every contract. A diff there is a decision.
// `--check` changes nothing and fails if a file is not current.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { analyseContracts } from './lib/analyseContracts.ts'
import { layoutText } from './lib/layoutText.ts'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const folder = path.join(root, 'snapshots/contracts')
const check = process.argv.includes('--check')

const contracts = await analyseContracts(root, ['contracts', 'contracts/local'])
const wanted = new Map(contracts.map((contract) => [`${contract.name}.txt`, layoutText(contract)]))
const there = await readdir(folder).catch(() => [])
const stale: string[] = there.filter((name) => !wanted.has(name))
for (const [name, text] of wanted) {
  if ((await readFile(path.join(folder, name), 'utf8').catch(() => undefined)) !== text) stale.push(name)
}
if (check) {
  for (const name of stale) process.stderr.write(`snapshots/contracts/${name} is not what the contracts say\n`)
  process.exitCode = stale.length === 0 ? 0 : 1
} else {
  await mkdir(folder, { recursive: true })
  for (const name of there) if (!wanted.has(name)) await rm(path.join(folder, name))
  for (const [name, text] of wanted) await writeFile(path.join(folder, name), text)
}
