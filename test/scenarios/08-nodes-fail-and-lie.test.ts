import { readFinding } from '@assay/sdk'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { convictedOnce, eventsOf, servedOnce } from '../support/eventsOf.ts'
import { type Fault, type FaultyRpc, faults, faultyRpc } from '../support/faultyRpc.ts'
import { type KeeperWorld, startKeeperWorld, WINDOW_SEC } from '../support/keeperWorld.ts'
import { until } from '../support/until.ts'

let world: KeeperWorld
let preferred: FaultyRpc
let second: FaultyRpc

beforeAll(async () => {
  world = await startKeeperWorld(async ({ rpcUrl }) => {
    ;[preferred, second] = await Promise.all([faultyRpc(rpcUrl), faultyRpc(rpcUrl)])
    // without commitments, so that every transaction can be counted
    return { ASSAY_RPC_URL: [preferred.url, second.url, rpcUrl].join(','), ASSAY_WATCHTOWER_COMMIT: 'no' }
  })
})
afterAll(async () => {
  await world?.stop()
  await Promise.all([preferred?.stop(), second?.stop()])
})

const head = () => world.client.publicClient.getBlockNumber()

describe('while the preferred one of three nodes', () => {
  const kinds: readonly (readonly [string, (block: bigint) => Fault])[] = [
    ['does not answer', () => faults.hangs],
    ['cuts connections', () => faults.cuts],
    ['answers 429', () => faults.limited],
    ['answers 429 at times', () => faults.limitedAtTimes()],
    ['claims a head a thousand blocks and hours ahead', () => faults.head(1_000n, 12n)],
    ['is some blocks behind', () => faults.head(-5n)],
    ['stands still', (block) => faults.frozenAt(block)],
    ['becomes another chain', () => faults.chain(1n)],
    ['counts too few transactions', () => faults.nonces(-2n)],
    ['counts too many transactions', () => faults.nonces(5n)],
    ['forgets transactions', () => faults.dropsTransactions],
    ['hides events', () => faults.hidesLogs],
    ['shows every task with another input', () => faults.altersTasks(1)],
    ['shows every task for another model', () => faults.altersTasks(0)],
  ]
  test.each(kinds)('%s, a task is served once, a lie convicted once, everything settled once', async (_what, make) => {
    const roles = ['provider', 'liar', 'watchtower', 'settler'] as const
    const before = await Promise.all(roles.map(world.sentBy))
    preferred.fault = make(await head())
    const [paid, refuted] = await Promise.all([world.ask(), world.ask('liar')])
    await world.reaches(refuted, 'Refuted')
    await world.reaches(paid, 'Submitted')
    await world.network.passTime(WINDOW_SEC)
    await world.reaches(paid, 'Final')
    preferred.fault = undefined
    expect(await eventsOf(world.client, paid)).toEqual(servedOnce)
    expect(await eventsOf(world.client, refuted)).toEqual(convictedOnce)
    await until('the finder is paid', async () => (await readFinding(world.client, refuted))?.settled === true)
    const after = await Promise.all(roles.map(world.sentBy))
    expect(
      after.map((count, i) => count - before[i]!),
      'transactions: accept and submit, twice; one proof; two exits',
    ).toEqual([2, 2, 1, 2])
  })
})

test('while two of three nodes fail, work goes on; what one node alone told is asked for again when there are two', async () => {
  preferred.fault = faults.cuts
  second.fault = faults.limited
  const taskId = await world.ask()
  await world.reaches(taskId, 'Submitted')
  preferred.fault = undefined
  second.fault = undefined
  await world.network.passTime(WINDOW_SEC)
  await world.reaches(taskId, 'Final')
  expect(await eventsOf(world.client, taskId)).toEqual(servedOnce)
})
