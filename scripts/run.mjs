#!/usr/bin/env node
// `node scripts/run.mjs <program> [its words]`: runs one of scripts/build/programs.mjs, built, in this process. Builds it first if its
// sources have changed (docs/decisions/0031). Plain JavaScript, for nothing that reads TypeScript is loaded.
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { ensureBuild } from './build/ensureBuild.mjs'
import { BuildFailed } from './build/errors.mjs'
import { programs } from './build/programs.mjs'

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))
const [program, ...words] = process.argv.slice(2)
const say = (line) => process.stderr.write(`assay: ${line}\n`)

if (!Object.hasOwn(programs, program ?? '')) {
  say(`there is no program ${program ?? '(none named)'}; there are ${Object.keys(programs).join(', ')}`)
  process.exit(2)
}
const folder = await ensureBuild(root, say).catch((error) => {
  say(error instanceof BuildFailed ? error.message : `what the sources are now cannot be built: ${error.message}`)
  process.exit(1)
})
const file = path.join(folder, `${program}.mjs`)
process.argv.splice(1, process.argv.length, file, ...words)
await import(pathToFileURL(file).href)
