import {
  localRules,
  readAccount,
  readDelivery,
  readFinding,
  readTips,
  registerCallback,
  sendTransaction,
} from '@assay/sdk'
import { getAddress, parseEther } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { agreeableConsumer } from '../../support/consumers.ts'
import { killAndRestart } from '../../support/killAndRestart.ts'
import { type KillSetting, killSetting } from '../../support/killSetting.ts'
import { startWorkers } from '../../support/startWorkers.ts'
import { until } from '../../support/until.ts'

const TIP = parseEther('0.01')

const settlerOf = async ({ network, client }: KillSetting) => {
  const { address } = (await network.as('settler')).account!
  return { address, countSent: () => client.publicClient.getTransactionCount({ address }) }
}

describe('the settler, killed and started again when a contract waits for a result', () => {
  let setting: KillSetting
  let provider: { close(): Promise<void> }
  beforeAll(async () => {
    setting = await killSetting('settler', 'provider')
    provider = await startWorkers(setting.network).provider({ ASSAY_PROVIDER_PORT: setting.port })
  })
  afterAll(async () => {
    await provider?.close()
    await setting?.network.stop()
  })

  test.each(['send:2', 'mined:2'])('after %s: delivers once, for one tip', async (kill) => {
    const { client, start } = setting
    const settler = await settlerOf(setting)
    const [sent, tips] = [await settler.countSent(), await readTips(client, settler.address)]
    const { receipt } = await sendTransaction(client, { label: 'deploy a consumer', data: agreeableConsumer })
    const consumer = getAddress(receipt.contractAddress ?? '')
    const taskId = await killAndRestart({
      ...{ start, kill },
      request: async () => {
        const id = await setting.ask(2)
        await registerCallback(client, id, { consumer, gasLimit: 100_000, tip: TIP })
        return id
      },
      finished: (id) => until('it is delivered', async () => (await readDelivery(client, id)).callback?.delivered),
    })
    expect((await settler.countSent()) - sent, 'finalises, delivers').toBe(2)
    expect((await readTips(client, settler.address)) - tips).toBe(TIP)
    expect(await setting.eventsOf(taskId)).toMatchObject({ ResultSubmitted: 1, TaskFinalised: 1 })
  })
})

describe('the settler, killed and started again when a finder is to be paid', () => {
  let setting: KillSetting
  const others: { close(): Promise<void> }[] = []
  beforeAll(async () => {
    setting = await killSetting('settler', 'liar')
    others.push(await startWorkers(setting.network).liar({ ASSAY_PROVIDER_PORT: setting.port }))
    others.push(await startWorkers(setting.network).watchtower())
  })
  afterAll(async () => {
    await Promise.all(others.map((each) => each.close()))
    await setting?.network.stop()
  })

  test.each(['send:1', 'mined:1'])('after %s: pays it once', async (kill) => {
    const { client, network, start } = setting
    const settler = await settlerOf(setting)
    const finder = (await network.as('watchtower')).account!.address
    const sent = await settler.countSent()
    const credit = async () => (await readAccount(client, finder)).stakeCredit
    let before = 0n
    const taskId = await killAndRestart({
      ...{ start, kill },
      request: async () => {
        const id = await setting.ask(600)
        await until('its finder is known', async () => (await readFinding(client, id))?.finder === finder)
        before = await credit()
        await network.passTime(Number(localRules.revealSec) + 1)
        return id
      },
      finished: (id) => until('it is settled', async () => (await readFinding(client, id))?.settled),
    })
    expect((await settler.countSent()) - sent, 'one transaction').toBe(1)
    expect((await credit()) - before).toBe((await readFinding(client, taskId))?.amount)
  })
})
