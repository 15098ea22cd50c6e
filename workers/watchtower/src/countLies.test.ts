import { createMetrics } from '@assay/keeper'
import { describe, expect, test } from 'vitest'
import { countLies } from './countLies.ts'

const world = () => {
  const metrics = createMetrics('watchtower', { endpoint: [] })
  const series = async (name: string) => {
    const { text } = await metrics.read()
    return Number(
      text
        .split('\n')
        .find((line) => line.startsWith(name))
        ?.split(' ')
        .at(-1),
    )
  }
  return { ...countLies(metrics), series }
}

describe('countLies', () => {
  test('a lie stands from the first look to its refutation, however often it is looked at', async () => {
    const { onChecked, onEnded, series } = world()
    onChecked(1n, 'disagrees')
    onChecked(1n, 'disagrees')
    onChecked(2n, 'withheld')
    onChecked(3n, 'agrees')
    expect(await series('assay_lies_standing')).toBe(2)
    onEnded(1n, { state: 'Refuted', by: 'self' })
    onEnded(2n, { state: 'Refuted', by: 'others' })
    onEnded(2n, { state: 'Refuted', by: 'others' })
    expect(await series('assay_lies_standing')).toBe(0)
    expect(await series('assay_convictions_total{by="self"')).toBe(1)
    expect(await series('assay_convictions_total{by="others"')).toBe(1)
    expect(await series('assay_lies_escaped_total')).toBe(0)
  })

  test('a lie that became final has escaped; an honest result has not', async () => {
    const { onChecked, onEnded, series } = world()
    onChecked(1n, 'withheld')
    onChecked(2n, 'agrees')
    onEnded(1n, { state: 'Final', by: 'others' })
    onEnded(2n, { state: 'Final', by: 'others' })
    expect(await series('assay_lies_escaped_total')).toBe(1)
    expect(await series('assay_lies_standing')).toBe(0)
  })
})
