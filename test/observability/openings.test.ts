import { localRules } from '@assay/sdk'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LocalNetwork, startLocalNetwork } from '../support/localNetwork.ts'
import { type Sample, scrape, sumOf } from '../support/scrape.ts'
import { startWorkers } from '../support/startWorkers.ts'
import { offerTinyModel, publishTinyModel, requestTinyTask } from '../support/tinyTask.ts'
import { until } from '../support/until.ts'

const WINDOW_SEC = 3_600
const { responseSec } = localRules.openings
let network: LocalNetwork
const closing: { close(): Promise<unknown> }[] = []

beforeAll(async () => {
  network = await startLocalNetwork()
})
afterAll(async () => {
  await Promise.all(closing.map((each) => each.close()))
  await network?.stop()
})

const owed = (seen: readonly Sample[]) => ({
  count: sumOf(seen, 'assay_openings_owed'),
  dueIn: sumOf(seen, 'assay_opening_nearest_deadline_seconds'),
})

test('a provider that cannot answer what is demanded says so, and by when it would have to', async () => {
  const start = startWorkers(network)
  const client = await network.as('client')
  const liar = await network.as('liar')
  const { modelId } = await publishTinyModel(client, network.store)
  // a root that it has nothing to: nobody listens at its endpoint, and on chain it has no answer
  const provider = await start.liar({ ASSAY_LIE: 'nodesRoot' })
  closing.push(provider)
  await offerTinyModel(liar, modelId, 'http://127.0.0.1:9', WINDOW_SEC)
  expect(owed(await scrape(provider.monitorUrl))).toEqual({ count: 0, dueIn: Number.POSITIVE_INFINITY })

  await requestTinyTask(client, network.store, {
    ...{ modelId, provider: liar.account!.address, seed: 1, windowSec: WINDOW_SEC },
  })
  closing.push(await start.watchtower({ ASSAY_WATCHTOWER_RETRY_SEC: '1', ASSAY_WATCHTOWER_REPLAY_GAS: '0' }))
  const { dueIn } = await until('an answer is owed', async () => {
    const now = owed(await scrape(provider.monitorUrl))
    return now.count > 0 && now
  })
  expect(dueIn).toBeGreaterThan(0)
  // the chain's clock is looked at every ten seconds, and moves with its blocks
  expect(dueIn).toBeLessThan(2 * responseSec)

  await network.passTime(responseSec + 1)
  await until('its silence is convicted and nothing is owed', async () => {
    const now = owed(await scrape(provider.monitorUrl))
    return now.count === 0 && now.dueIn === Number.POSITIVE_INFINITY
  })
})
