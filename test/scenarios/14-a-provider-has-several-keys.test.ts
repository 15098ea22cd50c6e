import { createLogger, readSettings } from '@assay/keeper'
import { devAccount, type Postgres } from '@assay/localnet'
import { localRules, readTask, setOperator } from '@assay/sdk'
import { type InferenceWorker, inferenceSettings, startInferenceWorker } from '@assay/worker-inference'
import type { Hex } from 'viem'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { eventsOf } from '../support/eventsOf.ts'
import { type LocalNetwork, roles, stake, startLocalNetwork } from '../support/localNetwork.ts'
import { testPostgres } from '../support/postgres.ts'
import { offerTinyModel, publishTinyModel, requestTinyTask } from '../support/tinyTask.ts'
import { until } from '../support/until.ts'
import { workerProcess } from '../support/workerProcess.ts'

const WINDOW_SEC = 600
const [first, second] = [devAccount(roles.length), devAccount(roles.length + 1)] as const

let network: LocalNetwork
let elsewhere: Postgres
let modelId: `0x${string}`
const closing: { close(): Promise<void> }[] = []

beforeAll(async () => {
  ;[network, elsewhere] = await Promise.all([startLocalNetwork(), testPostgres()])
  const provider = await network.as('provider')
  for (const { address } of [first, second])
    await setOperator(provider, address, { maxLocked: stake(5_000), maxPerDay: stake(5_000) })
  await network.passTime(Number(localRules.keyDelaySec))
  modelId = (await publishTinyModel(await network.as('client'), network.store)).modelId
  await offerTinyModel(provider, modelId, 'http://127.0.0.1:1', WINDOW_SEC)
})
afterEach(() => Promise.all(closing.splice(0).map((each) => each.close())))
afterAll(() => Promise.all([network?.stop(), elsewhere?.stop()]))

const environmentOf = async ({ privateKey, address }: typeof first) => ({
  ...network.environment('provider'),
  ASSAY_DATA_DIR: `${network.dir}/${address}`,
  ASSAY_PROVIDER_KEY: privateKey,
  ASSAY_PROVIDER_ADDRESS: (await network.as('provider')).account?.address ?? '',
  ASSAY_PROVIDER_PORT: '0',
  ASSAY_JOB_LOCK_SEC: '1',
})

/** A worker in this process, and what it says. */
const start = async (key: typeof first, extra: Readonly<Record<string, string>> = {}) => {
  const said: string[] = []
  const log = createLogger('inference', 'debug', { write: (line: string) => void said.push(line) })
  const settings = readSettings(inferenceSettings, { ...(await environmentOf(key)), ...extra })
  const worker: InferenceWorker = await startInferenceWorker(settings, log)
  closing.push(worker)
  return { worker, said }
}
const ask = async (seed: number) =>
  requestTinyTask(await network.as('client'), network.store, { modelId, seed, windowSec: WINDOW_SEC })
const reaches = async (taskId: Hex, state: string) => {
  const client = await network.as('client')
  return until(`task ${taskId} is ${state}`, async () => {
    const task = await readTask(client, taskId)
    return task.state === state && task
  })
}
const done = { TaskAccepted: 1, ResultSubmitted: 1, TaskFinalised: 0, FraudProven: 0 }

describe('two keys of one provider', () => {
  test('race for each task from queues of their own: one does it, the other says whose it is and goes on', async () => {
    const workers = await Promise.all([start(first), start(second, { ASSAY_QUEUE_URL: await elsewhere.database('q') })])
    const tasks = await Promise.all([301, 302, 303, 304].map(ask))
    for (const taskId of tasks) {
      const { operator } = await reaches(taskId, 'Submitted')
      expect(await eventsOf(await network.as('client'), taskId)).toEqual(done)
      const loser = workers[operator === first.address ? 1 : 0]
      const about = (line: string) => line.includes(`task ${taskId} is `)
      await until(`the other key says why it leaves task ${taskId}`, () =>
        loser?.said.some((line) => about(line) && /passed on: key|left alone: it is Submitted/.test(line)),
      )
    }
    for (const { worker } of workers)
      await until('nothing is left on its list', async () => {
        const { queue } = await worker.health()
        return (queue?.waiting ?? 0) + (queue?.active ?? 0) + (queue?.delayed ?? 0) === 0
      })
  })

  test('share a queue: a job whose task another key has accepted stays on the list until that key is back', async () => {
    const environment = { ...(await environmentOf(first)), ASSAY_KILL_AFTER: 'mined:1' }
    const doomed = workerProcess('inference', environment)
    await doomed.ready()
    const taskId = await ask(310)
    expect(await doomed.ended(), 'dies when it has accepted').toBe('SIGKILL')
    const { said } = await start(second)
    await until('the other key has met it', () => said.some((line) => line.includes(`task ${taskId} is passed on`)))
    const heir = workerProcess('inference', { ...environment, ASSAY_KILL_AFTER: '' })
    try {
      expect((await reaches(taskId, 'Submitted')).operator).toBe(first.address)
    } finally {
      await heir.stop()
    }
    expect(await eventsOf(await network.as('client'), taskId)).toEqual(done)
  })
})
