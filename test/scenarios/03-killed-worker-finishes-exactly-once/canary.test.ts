import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { type Assay, findTasks, mintLocalDollars, readTask } from '@assay/sdk'
import type { Hex } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { canaryIdentities } from '../../support/canaryIdentities.ts'
import { eventsOf } from '../../support/eventsOf.ts'
import { dollars, type LocalNetwork, type Role, startLocalNetwork } from '../../support/localNetwork.ts'
import { offerTinyModel, publishTinyModel, terms } from '../../support/tinyTask.ts'
import { until } from '../../support/until.ts'
import { workerProcess } from '../../support/workerProcess.ts'

const WINDOW_SEC = 600
/** Two staked accounts, which ask and answer each other. */
const accounts: readonly Role[] = ['provider', 'liar']
let network: LocalNetwork
let client: Assay

beforeAll(async () => {
  network = await startLocalNetwork()
  client = await network.as('client')
  const { modelId } = await publishTinyModel(client, network.store)
  const deployer = await network.as('deployer')
  for (const role of accounts) {
    const provider = await network.as(role)
    await mintLocalDollars(deployer, provider.account!.address, dollars(1_000))
    // it is the canary that convicts, from what it knows: nobody asks there
    await offerTinyModel(provider, modelId, 'http://127.0.0.1:9', WINDOW_SEC)
  }
  await network.mineEvery(1)
})
afterAll(() => network?.stop())

/** What one canary has on disk, in all its lives. Its budget is one lie a day, and it does not wait long for the first. */
const canaryOf = async (name: string) => {
  const folder = path.join(network.dir, `canary-${name}`)
  await mkdir(folder, { recursive: true })
  const identities = await canaryIdentities(network, accounts, folder)
  return (kill: string) =>
    workerProcess('canary', {
      ...network.environment('stranger'),
      ASSAY_DATA_DIR: folder,
      ASSAY_CANARY_IDENTITIES: identities,
      ASSAY_CANARY_MONITOR_PORT: '0',
      ASSAY_CANARY_PER_DAY: '100000',
      ASSAY_CANARY_DAILY_LOCK: String(terms.lock),
      ASSAY_JOB_LOCK_SEC: '1',
      ASSAY_KILL_AFTER: kill,
    })
}

describe('the canary, killed and started again', () => {
  // its first transaction asks, the second of the account that answers submits, the first of a later life convicts
  test.each([
    ['as it asks', ['send:1']],
    ['after it has asked', ['mined:1']],
    ['as it lies', ['send:2']],
    ['after it has lied', ['mined:2']],
    ['as it convicts itself', ['mined:2', 'send:1']],
    ['after it has convicted itself', ['mined:2', 'mined:1']],
  ])('%s: one lie, which it convicts', async (when, kills) => {
    const start = await canaryOf(when.replaceAll(' ', '-'))
    const fromBlock = 1n + (await client.publicClient.getBlockNumber())
    const asked = () => findTasks(client, { fromBlock })
    const lied = async () => (await asked()).some(({ state }) => state === 'Submitted' || state === 'Refuted')
    const halfOver = async () => {
      await until('its lie', lied)
      await network.passTime(WINDOW_SEC / 2 + 1)
    }
    for (const [life, kill] of kills.entries()) {
      const doomed = start(kill)
      if (life > 0) await halfOver()
      expect(await doomed.ended(), `dies after ${kill}`).toBe('SIGKILL')
    }
    const heir = start('')
    try {
      if (kills.length === 1) await halfOver()
      const [task] = await asked()
      const taskId = task?.taskId as Hex
      await until('its conviction', async () => (await readTask(client, taskId)).state === 'Refuted')
      expect(await asked(), 'asked for once').toHaveLength(1)
      expect(await eventsOf(client, taskId)).toEqual({
        TaskAccepted: 1,
        ResultSubmitted: 1,
        TaskFinalised: 0,
        FraudProven: 1,
      })
    } finally {
      await heir.stop()
    }
  })
})
