import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { killAndRestart } from '../../support/killAndRestart.ts'
import { type KillSetting, killSetting } from '../../support/killSetting.ts'
import { startWorkers } from '../../support/startWorkers.ts'

let setting: KillSetting
let liar: { close(): Promise<void> }

beforeAll(async () => {
  setting = await killSetting('watchtower', 'liar')
  liar = await startWorkers(setting.network).liar({ ASSAY_PROVIDER_PORT: setting.port })
})
afterAll(async () => {
  await liar?.close()
  await setting?.network.stop()
})

describe('the watchtower, killed and started again', () => {
  for (const kill of ['stored:1', 'send:1', 'mined:1', 'acknowledged:1']) {
    test(`after ${kill}: convicts once`, async () => {
      const taskId = await killAndRestart({
        start: setting.start,
        kill,
        request: () => setting.ask(600),
        finished: (id) => setting.reaches(id, 'Refuted'),
      })
      expect(await setting.eventsOf(taskId)).toEqual({
        TaskAccepted: 1,
        ResultSubmitted: 1,
        TaskFinalised: 0,
        FraudProven: 1,
      })
    })
  }
})
