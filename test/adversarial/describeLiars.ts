import { tamperTrace } from '@assay/proof/testing'
import { readAccount } from '@assay/sdk'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { convictLiar, type Judged } from './convictLiar.ts'
import { type DigitsWorld, startDigitsWorld } from './digitsWorld.ts'
import { expectConviction } from './expectConviction.ts'
import type { PlannedLie } from './planLies.ts'
import { report } from './report.ts'

/** The target of the issue: what any conviction of the digit model may cost. */
const MOST_GAS = 1_200_000n
/** Test digits that are lied about: one of each class, and two more. */
export const DIGITS = [3, 2, 1, 18, 4, 8, 11, 0, 61, 7, 115, 247]

/** Tests that every one of the lies costs the liar its lock, in one transaction. */
export function describeLiars(
  name: string,
  least: number,
  plan: (world: DigitsWorld, traces: Awaited<ReturnType<DigitsWorld['traces']>>) => readonly PlannedLie[],
): void {
  describe(name, () => {
    let world: DigitsWorld
    beforeAll(async () => {
      world = await startDigitsWorld()
    })
    afterAll(() => world?.stop())

    test('each of them is convicted in one transaction with what the liar itself serves', {
      timeout: 2_400_000,
    }, async () => {
      const { commitment, lock, local } = world
      const honest = await world.traces(DIGITS)
      const lies = plan(world, honest)
      const traces = lies.map(({ lie, downstream, digit }) =>
        tamperTrace(commitment, honest[digit]!, lie, { downstream }),
      )
      const before = await readAccount(await local.as('client'), local.addressOf('liar'))
      const judged = await convictLiar(world, traces)

      for (const [i, { place, change, lie, digit }] of lies.entries()) {
        expect.soft(judged[i], `lie ${i}: ${place}, ${change}`).toBeDefined()
        expectConviction(commitment, { lie, trace: traces[i]!, honest: honest[digit]! }, judged[i]!, lock)
      }
      const after = await readAccount(await local.as('client'), local.addressOf('liar'))
      expect({ free: after.free, locked: after.locked }, 'what is left of the stake').toEqual({
        free: before.free - lock * BigInt(lies.length),
        locked: 0n,
      })
      expect(lies.length).toBeGreaterThanOrEqual(least)

      const rows = lies.map((lie, i) => ({
        ...{ ...lie, judged: judged[i]! },
        output: Buffer.compare(traces[i]!.tensors.at(-1)!, honest[lie.digit]!.tensors.at(-1)!) === 0,
        answer: classOf(traces[i]!.tensors.at(-1)!) === classOf(honest[lie.digit]!.tensors.at(-1)!),
      }))
      const all = [
        ...groups(rows, ({ place }) => place),
        ...groups(rows, ({ change }) => `change: ${change}`),
        ...groups(rows, ({ downstream }) => `downstream ${downstream}`),
        ...groups(rows, () => 'all'),
      ]
      await report(name, all)
      const recomputed = rows.filter(({ downstream }) => downstream === 'recomputed')
      expect(recomputed.length * 2, 'half are the only inconsistency of their trace').toBeGreaterThanOrEqual(
        lies.length,
      )
      expect(
        recomputed.some(({ output }) => output),
        'some leave the output as it was',
      ).toBe(true)
      expect(worst(rows), 'gas of the worst').toBeLessThan(Number(MOST_GAS))
    })
  })
}

interface Row extends PlannedLie {
  readonly judged: Judged
  /** whether the output tensor is the honest one, and whether the answer, its largest element, is */
  readonly output: boolean
  readonly answer: boolean
}

const classOf = (output: Uint8Array): number => output.indexOf(Math.max(...output))
const gasOf = ({ judged }: Row): number => Number(judged.conviction?.receipt.gasUsed ?? 0n)
const worst = (rows: readonly Row[]): number => Math.max(...rows.map(gasOf))

function groups(rows: readonly Row[], key: (row: Row) => string) {
  return [...new Set(rows.map(key))].map((stratum) => {
    const members = rows.filter((row) => key(row) === stratum)
    const gas = members.map(gasOf).sort((a, b) => a - b)
    return {
      stratum,
      lies: members.length,
      'recomputed after': members.filter(({ downstream }) => downstream === 'recomputed').length,
      'output unchanged': members.filter(({ output }) => output).length,
      'answer unchanged': members.filter(({ answer }) => answer).length,
      'median gas': gas[gas.length >> 1]!,
      'worst gas': gas.at(-1)!,
    }
  })
}
