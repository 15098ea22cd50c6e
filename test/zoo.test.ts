import { depositStake } from '@assay/sdk'
import { parseEther } from 'viem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { zoo } from '../models/zoo/index.ts'
import { measure, type Players } from '../models/zoo/measure.ts'
import results from '../models/zoo/results.json' with { type: 'json' }
import { type LocalChain, startLocalChain } from './support/localChain.ts'

/** Small enough to be measured at every run; the whole zoo is `npm run zoo`'s. */
const MEASURED = ['tabular', 'trees', 'autoencoder', 'keyword-spotter', 'encoder', 'ocr-classifier']
const EFFORT = { tamperings: 40, elementsPerNode: 100, samples: 60 }

describe('the zoo', () => {
  let chain: LocalChain
  let players: Players
  beforeAll(async () => {
    chain = await startLocalChain()
    await chain.stakeTokens('provider', parseEther('10000000'))
    await chain.dollars('client', 10n ** 12n)
    const [client, provider, watchtower] = await Promise.all([
      chain.as('client'),
      chain.as('provider'),
      chain.as('watchtower'),
    ])
    players = { client, provider, watchtower }
    await depositStake(provider, parseEther('5000000'))
  })
  afterAll(() => chain?.stop())

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
