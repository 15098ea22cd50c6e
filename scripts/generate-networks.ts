// Writes docs/networks.md from models/zoo/results.json, what `npm run zoo` measured last; `--check` fails if it is not current.
import { readFile, writeFile } from 'node:fs/promises'
import { networksPage } from '../models/zoo/networksPage.ts'

const file = new URL('../docs/networks.md', import.meta.url)
const results = JSON.parse(await readFile(new URL('../models/zoo/results.json', import.meta.url), 'utf8'))
const text = networksPage(results)

if (!process.argv.includes('--check')) await writeFile(file, text)
else if ((await readFile(file, 'utf8').catch(() => '')) !== text) {
  process.stderr.write('docs/networks.md is not what models/zoo/results.json says\n')
  process.exitCode = 1
}
