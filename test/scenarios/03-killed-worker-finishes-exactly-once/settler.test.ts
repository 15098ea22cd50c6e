import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { killAndRestart } from '../../support/killAndRestart.ts'
import { type KillSetting, killSetting } from '../../support/killSetting.ts'
import { startWorkers } from '../../support/startWorkers.ts'

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

describe('the settler, killed and started again', () => {
  for (const kill of ['stored:1', 'send:1', 'mined:1', 'acknowledged:1']) {
    test(`after ${kill}: finalises once`, async () => {
      const taskId = await killAndRestart({
        start: setting.start,
        kill,
        request: () => setting.ask(2),
        finished: (id) => setting.reaches(id, 'Final'),
      })
      expect(await setting.eventsOf(taskId)).toEqual({
        TaskAccepted: 1,
        ResultSubmitted: 1,
        TaskFinalised: 1,
        FraudProven: 0,
      })
    })
  }
})
