import { readFileSync, writeFileSync } from 'node:fs'
import { zoo } from './index.ts'
import { startPlayers } from './lib/startPlayers.ts'
import { ZooError } from './lib/ZooError.ts'
import type { Measurement } from './Measurement.ts'
import { measure } from './measure.ts'
import { table } from './table.ts'

/**
 * `npm run zoo [-- name ...]`: measures the named networks, or all, prints the table, and keeps the numbers in
 * models/zoo/results.json, of which docs/networks.md is made.
 */
const results = new URL('results.json', import.meta.url)
const EFFORT = { tamperings: 200, elementsPerNode: 400 }

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !zoo.some((model) => model.name === name))
if (unknown.length > 0) {
  throw new ZooError(
    `There is no network ${unknown.join(', ')}.`,
    `There are ${zoo.map(({ name }) => name).join(', ')}.`,
  )
}
const { players, stop } = await startPlayers()
const measured: Measurement[] = []
try {
  for (const model of zoo.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
    process.stderr.write(`${model.name}: ${model.title}\n`)
    try {
      measured.push(await measure(players, model, EFFORT))
    } catch (error) {
      process.exitCode = 1
      process.stderr.write(`${model.name}: ${error instanceof Error ? error.message : String(error)}\n`)
    }
  }
} finally {
  await stop()
}
const before = JSON.parse(readFileSync(results, { encoding: 'utf8', flag: 'a+' }) || '[]') as Measurement[]
const kept = zoo.flatMap(({ name }) => {
  const latest = measured.find((entry) => entry.name === name) ?? before.find((entry) => entry.name === name)
  return latest === undefined ? [] : [latest]
})
writeFileSync(results, `${JSON.stringify(kept, null, 2)}\n`)
process.stdout.write(`${table(measured)}\n`)
