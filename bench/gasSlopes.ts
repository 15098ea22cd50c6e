import { readFile } from 'node:fs/promises'
import type { Figure } from './Figure.ts'

const SNAPSHOT = new URL('../snapshots/GasTable.json', import.meta.url)
const CHUNK = 1024
/** Of each op, the two sizes between which the slope is taken. */
const sizes = {
  conv2d: [576, 4608],
  matmul: [768, 4608],
  conv2d_add: [576, 4608],
  conv2d_depthwise: [864, 4000],
  conv2d_conv2d_add: [128, 1024],
} as const

/** What one more multiply-add costs, hashing of its bytes included: from the snapshot that docs/gas-table.md is written from. */
export const gasSlopes = async (): Promise<Figure[]> => {
  const snapshot: Readonly<Record<string, string>> = JSON.parse(await readFile(SNAPSHOT, 'utf8'))
  return Object.entries(sizes).map(([op, [least, most]]) => {
    const execution = (macs: number) => Number(snapshot[`${op}, ${macs}, ${CHUNK} B, small: execution`])
    return {
      name: `gas.slope.${op}`,
      value: (execution(most) - execution(least)) / (most - least),
      unit: 'gas/MAC',
      note: `execution from K = ${least} to ${most}, hashing included, ${CHUNK} B chunks; snapshots/GasTable.json`,
    }
  })
}
