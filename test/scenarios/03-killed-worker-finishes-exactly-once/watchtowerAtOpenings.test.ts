import { listOpenings, readFinding } from '@assay/sdk'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { killAndRestart } from '../../support/killAndRestart.ts'
import { type KillSetting, killSetting } from '../../support/killSetting.ts'
import { startWorkers } from '../../support/startWorkers.ts'
import { until } from '../../support/until.ts'

/** The list of the roots, and the one chunk of the tensor that is wrong. */
const DEMANDS = 2
const kills = [
  ...Array.from({ length: DEMANDS }, (_, i) => [`demand ${i + 1}`, i + 1] as const),
  ['the commitment', DEMANDS + 1] as const,
  ['the proof', DEMANDS + 2] as const,
  ['the reveal', DEMANDS + 3] as const,
].flatMap(([what, count]) => [
  [`has sent ${what}`, `send:${count}`],
  [`has seen ${what} mined`, `mined:${count}`],
])

let setting: KillSetting
let liar: { close(): Promise<void> }

beforeAll(async () => {
  setting = await killSetting('watchtower', 'liar', {
    ASSAY_WATCHTOWER_RETRY_SEC: '1',
    ASSAY_WATCHTOWER_REPLAY_GAS: '0',
  })
  // not at the port of its offer: it answers on chain alone
  liar = await startWorkers(setting.network).liar()
})
afterAll(async () => {
  await liar?.close()
  await setting?.network.stop()
})

describe('the watchtower, killed and started again in a game of openings,', () => {
  test.each(kills)('when it %s (%s): goes on where it was, and pays for nothing twice', async (_what, kill) => {
    const { client, network, start } = setting
    const watcher = (await network.as('watchtower')).account!.address
    const countSent = () => client.publicClient.getTransactionCount({ address: watcher })
    const before = await countSent()
    const taskId = await killAndRestart({
      ...{ start, kill },
      request: () => setting.ask(600),
      finished: (id) =>
        until(`the finding of task ${id} is revealed`, async () => (await readFinding(client, id))?.finder === watcher),
    })
    const openings = await listOpenings(client, taskId)
    expect(openings.map(({ asker, answeredAt }) => [asker, answeredAt !== undefined])).toEqual(
      Array(DEMANDS).fill([watcher, true]),
    )
    expect((await countSent()) - before, 'demands, commitment, proof, reveal').toBe(DEMANDS + 3)
    expect(await setting.eventsOf(taskId)).toMatchObject({ ResultSubmitted: 1, FraudProven: 1, TaskFinalised: 0 })
  })
})
