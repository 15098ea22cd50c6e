import { SIDE_EFFECTS } from '@assay/keeper'
import { finaliseTask, readAccount, readTask } from '@assay/sdk'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { killAndRestart } from '../../support/killAndRestart.ts'
import { type KillSetting, killSetting } from '../../support/killSetting.ts'
import { terms } from '../../support/tinyTask.ts'

// stored: cursor or job, then model and input as they are held. send and mined: 1 accepts, 2 submits.
const kills = [
  'stored:1',
  'stored:2',
  'stored:3',
  'stored:4',
  'stored:5',
  'send:1',
  'mined:1',
  'send:2',
  'mined:2',
  'acknowledged:1',
]
const WINDOW_SEC = 600
let setting: KillSetting

beforeAll(async () => {
  setting = await killSetting('inference', 'provider')
})
afterAll(() => setting?.network.stop())

describe('the inference worker, killed and started again', () => {
  for (const kill of kills) {
    test(`after ${kill}: accepts once, submits once, is paid once`, async () => {
      const { client, provider, network } = setting
      const address = provider.account!.address
      const countSent = () => provider.publicClient.getTransactionCount({ address })
      const before = await readAccount(provider, address)
      const sent = await countSent()

      const taskId = await killAndRestart({
        start: setting.start,
        kill,
        request: () => setting.ask(WINDOW_SEC),
        finished: (id) => setting.reaches(id, 'Submitted'),
      })
      expect(await countSent(), 'transactions: accept and submit').toBe(sent + 2)
      await network.passTime(WINDOW_SEC)
      await finaliseTask(await network.as('stranger'), taskId)

      expect(await setting.eventsOf(taskId)).toEqual({
        TaskAccepted: 1,
        ResultSubmitted: 1,
        TaskFinalised: 1,
        FraudProven: 0,
      })
      const { dials } = await readTask(client, taskId)
      const after = await readAccount(provider, address)
      expect(after.paymentCredit - before.paymentCredit, 'paid').toBe(
        terms.price - (terms.price * BigInt(dials.feeBps)) / 10_000n,
      )
      expect(after.free, 'stake').toBe(before.free)
    })
  }

  test('every kind of side effect is among them', () => {
    expect(new Set(kills.map((kill) => kill.split(':')[0]))).toEqual(new Set(Object.keys(SIDE_EFFECTS)))
  })
})
