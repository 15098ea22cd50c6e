import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

/** Written from snapshots/GasTable.json, which the contracts' tests hold to what is measured; `scripts/generate.ts --check` holds the page to that. */
const page = readFileSync(new URL('../docs/gas-table.md', import.meta.url), 'utf8')

/** The gas in one cell: the table under a heading, the row of an op and its units, the column of chunks and size. */
const gas = (heading: string, op: string, units: string, column: string): number => {
  const table = page
    .slice(page.indexOf(`\n${heading}\n`))
    .split('\n')
    .filter((line) => line.startsWith('|'))
  const cells = (line: string | undefined) => line?.split('|').map((cell) => cell.trim()) ?? []
  const row = table.find((line) => line.startsWith(`| ${op} | ${units} |`))
  const value = Number(cells(row)[cells(table[0]).indexOf(column)]?.replaceAll(',', ''))
  expect(value, `${heading}, ${op}, ${units}, ${column}`).toBeGreaterThan(10_000)
  return value
}

const WHOLE = '## The whole transaction'
const SMALL_CONSTANTS = '### Constants in chunks of 256 bytes'
const EXECUTION = '## Execution of the verifier'

describe('what proving an element wrong costs', () => {
  it.each(['conv2d', 'matmul'])('%s takes at most 25 gas a multiply-add, the whole proof included', (op) => {
    expect(gas(EXECUTION, op, '4,608', '1024 B, small') / 4608).toBeLessThanOrEqual(25)
  })

  it('an element of a 3 x 3 x 512 convolution takes less than 1.5 million in chunks of 4 KiB, in the largest tensors too', () => {
    expect(gas(WHOLE, 'conv2d', '4,608', '4096 B, large')).toBeLessThan(1_500_000)
  })

  it('and less than 700,000 in chunks of 1 KiB; in the largest tensors with constants in chunks of 256 bytes', () => {
    expect(gas(WHOLE, 'conv2d', '4,608', '1024 B, small')).toBeLessThan(700_000)
    expect(gas(SMALL_CONSTANTS, 'conv2d', '4,608', '1024 B, large')).toBeLessThan(700_000)
  })

  it.each(['softmax', 'layer_norm'])('%s over 768 takes less than two million in chunks of any size', (op) => {
    for (const chunk of ['256 B', '1024 B', '4096 B'])
      expect(gas(WHOLE, op, '768', `${chunk}, large`)).toBeLessThan(2_000_000)
  })
})
