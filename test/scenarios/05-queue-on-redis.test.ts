import { type Assay, readTask } from '@assay/sdk'
import type { InferenceWorker } from '@assay/worker-inference'
import type { Hex } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LocalNetwork, startLocalNetwork } from '../support/localNetwork.ts'
import { redisMissing, type TestRedis, testRedis } from '../support/redis.ts'
import { startWorkers } from '../support/startWorkers.ts'
import { offerTinyModel, publishTinyModel, requestTinyTask } from '../support/tinyTask.ts'
import { until } from '../support/until.ts'

/** It does not end before the test moves the chain's clock. */
const WINDOW_SEC = 3_600
const missing = await redisMissing()
if (missing !== undefined) console.warn(`SKIPPED: workers on Redis: ${missing}`)

describe.skipIf(missing !== undefined)('workers whose queue is on Redis', () => {
  let network: LocalNetwork
  let redis: TestRedis
  let client: Assay
  let provider: InferenceWorker
  let liar: InferenceWorker
  const closing: { close(): Promise<void> }[] = []

  beforeAll(async () => {
    ;[network, redis] = await Promise.all([startLocalNetwork(), testRedis()])
    client = await network.as('client')
    const start = startWorkers(network)
    const onRedis = { ASSAY_QUEUE_URL: redis.url }
    ;[provider, liar] = await Promise.all([start.provider(onRedis), start.liar(onRedis)])
    closing.push(provider, liar, await start.watchtower(onRedis), await start.settler(onRedis))
  })
  afterAll(async () => {
    await Promise.all(closing.map((each) => each.close()))
    await Promise.all([network?.stop(), redis?.stop()])
  })

  test('pay the honest and refute the liar', async () => {
    const { modelId } = await publishTinyModel(client, network.store)
    const ask = async (role: 'provider' | 'liar', url: string) => {
      const account = await network.as(role)
      await offerTinyModel(account, modelId, url, WINDOW_SEC)
      return requestTinyTask(client, network.store, {
        modelId,
        provider: account.account!.address,
        seed: 7,
        windowSec: WINDOW_SEC,
      })
    }
    const [paid, refuted] = [await ask('provider', provider.url), await ask('liar', liar.url)]
    const reaches = async (taskId: Hex, state: string) => {
      await until(`task ${taskId} is ${state}`, async () => (await readTask(client, taskId)).state === state)
      expect((await readTask(client, taskId)).state).toBe(state)
    }
    await reaches(refuted, 'Refuted')
    await reaches(paid, 'Submitted')
    await network.passTime(WINDOW_SEC)
    await reaches(paid, 'Final')
  })
})
