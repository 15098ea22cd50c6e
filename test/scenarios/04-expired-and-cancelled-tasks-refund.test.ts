import { readSettings } from '@assay/keeper'
import { type Assay, acceptTask, cancelTask, readAccount, readTask, registerModel, requestTask } from '@assay/sdk'
import { settlerSettings, startSettler } from '@assay/worker-settler'
import type { Hex } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dollars, type LocalNetwork, stake, startLocalNetwork } from '../support/localNetwork.ts'
import { tinyModel } from '../support/tinyModel.ts'
import { until } from '../support/until.ts'

let network: LocalNetwork
let client: Assay
let provider: Assay
let modelId: `0x${string}`
let settler: { close(): Promise<void> }

beforeAll(async () => {
  network = await startLocalNetwork()
  client = await network.as('client')
  provider = await network.as('provider')
  modelId = (await registerModel(client, tinyModel())).modelId
  const environment = {
    ...network.environment('settler'),
    ASSAY_SETTLER_KEY: network.keyOf('settler'),
    ASSAY_SETTLER_SWEEP_SEC: '1',
  }
  settler = await startSettler(readSettings(settlerSettings, environment))
})
afterAll(async () => {
  await settler?.close()
  await network?.stop()
})

const price = dollars(1)
const request = (acceptSec: number, submitSec: number) =>
  requestTask(client, {
    modelId,
    inputRoot: `0x${'1'.repeat(64)}`,
    inputDigest: `0x${'2'.repeat(64)}`,
    price,
    lock: stake(100),
    acceptSec,
    submitSec,
    windowSec: 5,
  })
const addressOf = (assay: Assay) => assay.account!.address
const stateOf = async (taskId: Hex) => (await readTask(client, taskId)).state

describe('the settler', () => {
  test('cancels a task that nobody accepted, once its time has passed, and the client gets its price back', async () => {
    const before = await readAccount(client, addressOf(client))
    const { taskId } = await request(2, 30)
    expect((await readAccount(client, addressOf(client))).paymentBalance).toBe(before.paymentBalance - price)
    await until('the task is cancelled', async () => (await stateOf(taskId)) === 'Cancelled')
    const after = await readAccount(client, addressOf(client))
    expect(after.paymentCredit - before.paymentCredit, 'the price is owed to the client').toBe(price)
  })

  test('expires a task whose provider never submitted: the client gets its price and the late penalty', async () => {
    const before = await readAccount(client, addressOf(client))
    const staked = await readAccount(provider, addressOf(provider))
    const { taskId } = await request(600, 600)
    await acceptTask(provider, taskId)
    expect((await readAccount(provider, addressOf(provider))).locked - staked.locked).toBe(stake(100))
    await network.passTime(600)
    await until('the task has expired', async () => (await stateOf(taskId)) === 'Expired')
    const { dials } = await readTask(client, taskId)
    const penalty = (stake(100) * BigInt(dials.lateBps)) / 10_000n
    const after = await readAccount(client, addressOf(client))
    expect(after.paymentCredit - before.paymentCredit, 'price').toBe(price)
    expect(after.stakeCredit - before.stakeCredit, 'penalty').toBe(penalty)
    const left = await readAccount(provider, addressOf(provider))
    expect(left.locked, 'nothing stays locked').toBe(staked.locked)
    expect(left.free).toBe(staked.free - penalty)
  })

  test('goes by the time of the chain, not by its own clock', async () => {
    const { taskId } = await request(3_600, 60)
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    expect(await stateOf(taskId)).toBe('Requested')
    await network.passTime(3_600)
    await until('the task is cancelled', async () => (await stateOf(taskId)) === 'Cancelled')
  })

  test('leaves a task alone that its client has cancelled', async () => {
    const { taskId } = await request(3_600, 60)
    await cancelTask(client, taskId)
    await network.passTime(3_601)
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    expect(await stateOf(taskId)).toBe('Cancelled')
  })
})
