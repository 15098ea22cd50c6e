import { createLogger, readSettings } from '@assay/keeper'
import { type Assay, findTasks, mintLocalDollars, readTask } from '@assay/sdk'
import { type CanaryWorker, canarySettings, startCanary } from '@assay/worker-canary'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { canaryIdentities } from '../support/canaryIdentities.ts'
import { dollars, type LocalNetwork, type Role, startLocalNetwork } from '../support/localNetwork.ts'
import { scrape } from '../support/scrape.ts'
import { startWorkers } from '../support/startWorkers.ts'
import { offerTinyModel, publishTinyModel } from '../support/tinyTask.ts'
import { until } from '../support/until.ts'

const WINDOW_SEC = 600
/** Two staked accounts, which ask and answer each other. */
const accounts: readonly Role[] = ['provider', 'liar']
let network: LocalNetwork
let reader: Assay
let modelId: `0x${string}`
let canary: CanaryWorker | undefined

const start = async (): Promise<CanaryWorker> => {
  const identities = await canaryIdentities(network, accounts, network.dir)
  const started = await startCanary(
    readSettings(canarySettings, {
      ...network.environment('stranger'),
      ASSAY_CANARY_IDENTITIES: identities,
      ASSAY_CANARY_MONITOR_PORT: '0',
      // the clock plans nothing here: each test does
      ASSAY_CANARY_PER_DAY: '1',
    }),
    createLogger('canary', process.env.ASSAY_TEST_LOG ?? 'silent'),
  )
  for (const [i, role] of accounts.entries()) {
    await offerTinyModel(await network.as(role), modelId, started.accounts[i]!.url, WINDOW_SEC)
  }
  return started
}

beforeAll(async () => {
  network = await startLocalNetwork()
  reader = await network.as('client')
  modelId = (await publishTinyModel(reader, network.store)).modelId
  const deployer = await network.as('deployer')
  for (const role of accounts) {
    await mintLocalDollars(deployer, (await network.as(role)).account!.address, dollars(1_000))
  }
  canary = await start()
})
afterAll(async () => {
  await canary?.close()
  await network?.stop()
})

const lastTask = async () => {
  const tasks = await findTasks(reader)
  return tasks[tasks.length - 1]!
}
const metric = async (name: string) => (await scrape(canary!.monitorUrl)).filter((sample) => sample.name === name)

describe('a canary', () => {
  test('that nobody convicts raises the alarm, and convicts itself before the window ends', async () => {
    await canary!.planNow()
    const task = await until('its lie is posted', async () => {
      const found = await lastTask()
      return found?.state === 'Submitted' && found
    })
    expect(task.client, 'one account asks another').not.toBe(task.provider)
    expect(task.lock).toBeGreaterThan(0n)
    await network.passTime(WINDOW_SEC / 2 + 1)
    await until('it is refuted', async () => (await readTask(reader, task.taskId)).state === 'Refuted')
    await until('it is counted', async () =>
      (await metric('assay_canary_convictions_total')).some(
        ({ labels, value }) => labels.by === 'itself' && value === 1,
      ),
    )
    await until('the alarm is over when the lie is', async () => (await metric('assay_canary_alarm'))[0]?.value === 0)
  })

  test('is convicted by an honest watchtower, and knows who and how fast', async () => {
    const watchtower = await startWorkers(network).watchtower({ ASSAY_WATCHTOWER_RETRY_SEC: '1' })
    try {
      await canary!.planNow()
      const { taskId } = await lastTask()
      await until('it is refuted', async () => (await readTask(reader, taskId)).state === 'Refuted')
      await until('it is counted', async () =>
        (await metric('assay_canary_convictions_total')).some(
          ({ labels, value }) => labels.by === 'others' && value === 1,
        ),
      )
      const [count] = await metric('assay_canary_conviction_duration_seconds_count')
      expect(count?.value).toBe(1)
    } finally {
      await watchtower.close()
    }
  })

  test('that dies after posting a lie finds it again in its next life, and convicts it', async () => {
    await canary!.planNow()
    const { taskId } = await lastTask()
    await until('its lie is posted', async () => (await readTask(reader, taskId)).state === 'Submitted')
    await canary!.close()
    canary = await start()
    await network.passTime(WINDOW_SEC / 2 + 1)
    await until('it is refuted', async () => (await readTask(reader, taskId)).state === 'Refuted')
  })
})
