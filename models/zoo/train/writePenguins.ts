import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { random as seededRandom } from '../../digits/train/random.ts'
import { fetchPackage } from '../lib/fetchPackage.ts'

const SPECIES = ['Adelie', 'Chinstrap', 'Gentoo']
const ISLANDS = ['Biscoe', 'Dream', 'Torgersen']
const NUMBERS = ['Beak Length (mm)', 'Beak Depth (mm)', 'Flipper Length (mm)', 'Body Mass (g)']

/** Writes files/penguins.json from the npm package vega-datasets. */
export async function writePenguins(folder: URL): Promise<void> {
  const from = await fetchPackage({
    name: 'vega-datasets',
    version: '3.2.1',
    integrity: 'sha512-lTSwZA6yq6qSU2YZm+6bqILiIvTPPxn4itir7jPGFmHIdPvUfQ9pCzzcrklYywMJgLUbaIeSkZQdiJd6wBxPug==',
  })
  const rows = JSON.parse(readFileSync(join(from, 'data/penguins.json'), 'utf8')) as Record<
    string,
    string | number | null
  >[]
  const draw = seededRandom(3)
  const known = rows
    .filter((row) => NUMBERS.every((name) => typeof row[name] === 'number') && /MALE/.test(String(row.Sex)))
    .map((row) => ({
      features: [...NUMBERS.map((name) => row[name]), ISLANDS.indexOf(String(row.Island)), row.Sex === 'MALE' ? 1 : 0],
      label: SPECIES.indexOf(String(row.Species)),
    }))
    .map((penguin) => ({ penguin, place: draw() }))
    .sort((a, b) => a.place - b.place)
  writeFileSync(
    new URL('penguins.json', folder),
    `[\n${known.map(({ penguin }) => JSON.stringify(penguin)).join(',\n')}\n]\n`,
  )
}
