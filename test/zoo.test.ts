import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { zoo } from '../models/zoo/index.ts'
import { type Players, startPlayers } from '../models/zoo/lib/startPlayers.ts'
import { measure } from '../models/zoo/measure.ts'
import results from '../models/zoo/results.json' with { type: 'json' }

/** Small enough to be measured at every run; the whole zoo is `npm run zoo`'s. */
const MEASURED = ['tabular', 'trees', 'autoencoder', 'keyword-spotter', 'encoder', 'ocr-classifier']
const EFFORT = { tamperings: 40, elementsPerNode: 100, samples: 60 }

describe('the zoo', () => {
  let players: Players
  let stop = () => Promise.resolve()
  beforeAll(async () => {
    ;({ players, stop } = await startPlayers())
  })
  afterAll(() => stop())

  it('is measured, all of it', () => {
    expect(results.map(({ name }) => name)).toEqual(zoo.map(({ name }) => name))
    for (const { name, convictions } of results) expect(convictions.convicted, name).toBe(convictions.tamperings)
  })

  it.each(zoo.filter(({ name }) => MEASURED.includes(name)))(
    '$name is exact, provable and as good as it says',
    async (network) => {
      const now = await measure(players, network, EFFORT)
      expect(now.convictions.convicted).toBe(EFFORT.tamperings)
      expect(now.convictions.worstGas).toBeLessThanOrEqual(now.bound.gas)
      expect(now.quality.agreement).toBeGreaterThanOrEqual(0.9)
    },
  )
})
