// `npm run bench`: measures, prints and writes bench/results.json. Machines are noisy: compare figures of one run only.
import { writeFile } from 'node:fs/promises'
import os from 'node:os'
import type { Figure } from './Figure.ts'
import { gas } from './gas.ts'
import { inferenceDigits } from './inferenceDigits.ts'
import { inferenceLarge } from './inferenceLarge.ts'
import { loop } from './loop.ts'
import { memory } from './memory.ts'

const parts: Record<string, () => Promise<Figure[]>> = {
  inference: inferenceDigits,
  large: inferenceLarge,
  memory,
  gas,
  loop,
}
const chosen = process.argv.slice(2)
const unknown = chosen.filter((name) => !(name in parts))
if (unknown.length > 0) {
  process.stderr.write(`no part named ${unknown.join(', ')}; there are ${Object.keys(parts).join(', ')}\n`)
  process.exit(2)
}

const [cpu] = os.cpus()
const machine: Figure = {
  name: 'machine',
  value: os.cpus().length,
  unit: 'cores',
  note: `${cpu?.model.trim() ?? 'unknown'}, ${Math.round(os.totalmem() / 2 ** 30)} GiB, ${os.platform()} ${os.arch()}, Node ${process.versions.node}, load ${os.loadavg()[0]?.toFixed(1)} at start`,
}
const figures: Figure[] = [machine]
for (const [name, run] of Object.entries(parts)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue
  process.stderr.write(`measuring ${name} …\n`)
  figures.push(...(await run()))
}
const rounded = figures.map((figure) => ({ ...figure, value: Number(figure.value.toPrecision(6)) }))
for (const { name, value, unit, note } of rounded)
  process.stdout.write(`${name.padEnd(36)} ${String(value).padStart(10)} ${unit.padEnd(8)} ${note}\n`)
if (chosen.length === 0)
  await writeFile(new URL('results.json', import.meta.url), `${JSON.stringify(rounded, null, 2)}\n`)
process.exit()
