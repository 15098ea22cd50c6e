import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { type OpName, ops } from '@assay/program'
import { commitmentVectors } from './commitmentVectors.ts'
import { invalidProgramVectors } from './invalidProgramVectors.ts'
import { openingCostVectors, openingVectors } from './openingVectors.ts'
import { opVectors } from './opVectors.ts'
import { programVectors } from './programVectors.ts'
import { type ProofFile, proofVectors } from './proofVectors.ts'
import { quoteVectors } from './quoteVectors.ts'
import { replayVectors } from './replayVectors.ts'
import { taskIdVectors } from './taskIdVectors.ts'

const proofFiles: readonly ProofFile[] = [...(Object.keys(ops) as OpName[]), 'output', 'padding']

/**
 * Writes the vectors that TypeScript and Solidity are tested with: `npx tsx vectors/generate.ts`. With `--check` it writes
 * nothing and fails if a committed file is not what it would write.
 */
const files: Readonly<Record<string, () => unknown>> = {
  ...Object.fromEntries(Object.keys(ops).map((op) => [`ops/${op}.json`, () => opVectors(op as OpName)])),
  'programs.json': programVectors,
  'invalidPrograms.json': invalidProgramVectors,
  'commitments.json': commitmentVectors,
  'quotes.json': quoteVectors,
  'taskIds.json': taskIdVectors,
  'openings/positions.json': openingVectors,
  'openings/costs.json': openingCostVectors,
  ...Object.fromEntries(Object.keys(ops).map((op) => [`replays/${op}.json`, () => replayVectors(op as OpName)])),
  ...Object.fromEntries(proofFiles.map((name) => [`proofs/${name}.json`, () => proofVectors(name)])),
}

const check = process.argv.includes('--check')
const stale: string[] = []
for (const [name, make] of Object.entries(files)) {
  const path = new URL(name, import.meta.url)
  const text = `${JSON.stringify(make(), null, 1)}\n`
  if (existsSync(path) && readFileSync(path, 'utf8') === text) continue
  if (check) {
    stale.push(name)
    continue
  }
  mkdirSync(new URL('.', path), { recursive: true })
  writeFileSync(path, text)
  console.log(`wrote vectors/${name}`)
}
if (stale.length > 0) {
  console.error(`Not current: ${stale.join(', ')}. Run \`npx tsx vectors/generate.ts\` and commit what it writes.`)
  process.exitCode = 1
}
