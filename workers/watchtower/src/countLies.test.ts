import { createMetrics } from '@assay/keeper'
import { describe, expect, test } from 'vitest'
import { idOf } from '../../../test/support/idOf.ts'
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
    onChecked(idOf(1), 'disagrees')
    onChecked(idOf(1), 'disagrees')
    onChecked(idOf(2), 'withheld')
    onChecked(idOf(3), 'agrees')
    expect(await series('assay_lies_standing')).toBe(2)
    onEnded(idOf(1), { state: 'Refuted', by: 'self' })
    onEnded(idOf(2), { state: 'Refuted', by: 'others' })
    onEnded(idOf(2), { state: 'Refuted', by: 'others' })
    expect(await series('assay_lies_standing')).toBe(0)
    expect(await series('assay_convictions_total{by="self"')).toBe(1)
    expect(await series('assay_convictions_total{by="others"')).toBe(1)
    expect(await series('assay_lies_escaped_total')).toBe(0)
  })

  test('a lie that became final has escaped; an honest result has not', async () => {
    const { onChecked, onEnded, series } = world()
    onChecked(idOf(1), 'withheld')
    onChecked(idOf(2), 'agrees')
    onEnded(idOf(1), { state: 'Final', by: 'others' })
    onEnded(idOf(2), { state: 'Final', by: 'others' })
    expect(await series('assay_lies_escaped_total')).toBe(1)
    expect(await series('assay_lies_standing')).toBe(0)
  })
})
