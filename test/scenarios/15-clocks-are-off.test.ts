import { fileURLToPath } from 'node:url'
import { readTask } from '@assay/sdk'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventsOf, servedOnce } from '../support/eventsOf.ts'
import { type LocalNetwork, startLocalNetwork } from '../support/localNetwork.ts'
import { offerTinyModel, publishTinyModel, requestTinyTask, terms } from '../support/tinyTask.ts'
import { until } from '../support/until.ts'
import { type WorkerProcess, workerProcess } from '../support/workerProcess.ts'

const preload = fileURLToPath(new URL('../support/shiftClock.mjs', import.meta.url))
/** More than any deadline of these tasks. */
const OFF_MS = 2 * terms.submitSec * 1_000
const WINDOW_SEC = 2

let network: LocalNetwork
beforeAll(async () => {
  network = await startLocalNetwork()
})
afterAll(() => network?.stop())

describe.each([
  ['ahead of', OFF_MS],
  ['behind', -OFF_MS],
])('workers whose clocks are minutes %s the chain’s', (_how, aheadMs) => {
  let workers: WorkerProcess[] = []
  afterAll(() => Promise.all(workers.map((worker) => worker.stop())))

  test('accept, submit and settle in time: deadlines are the chain’s', async () => {
    const client = await network.as('client')
    const { modelId } = await publishTinyModel(client, network.store)
    await offerTinyModel(await network.as('provider'), modelId, 'http://127.0.0.1:1', WINDOW_SEC)
    const clock = { NODE_OPTIONS: `--import=${preload}`, ASSAY_TEST_CLOCK_MS: String(aheadMs) }
    workers = [
      workerProcess('inference', {
        ...network.environment('provider'),
        ...clock,
        ASSAY_PROVIDER_KEY: network.keyOf('provider'),
        ASSAY_PROVIDER_PORT: '0',
      }),
      workerProcess('settler', {
        ...network.environment('settler'),
        ...clock,
        ASSAY_SETTLER_KEY: network.keyOf('settler'),
      }),
    ]
    await Promise.all(workers.map((worker) => worker.ready()))
    const logged = JSON.parse(workers[0]?.process.lastWords().trim().split('\n').at(-1) ?? '{}') as { time: string }
    expect(Math.abs(Date.parse(logged.time) - Date.now() - aheadMs), 'its clock is off').toBeLessThan(60_000)

    const taskId = await requestTinyTask(client, network.store, { modelId, seed: 7, windowSec: WINDOW_SEC })
    await until(`task ${taskId} is final`, async () => (await readTask(client, taskId)).state === 'Final')
    expect(await eventsOf(client, taskId)).toEqual(servedOnce)
  })
})
