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

test('while four of five nodes show tasks that are not so, each in its way, a task is served once and a lie convicted once', async () => {
  const lies = [
    faults.answersTasks((real) => `0x${'0'.repeat(real.length - 2)}`),
    faults.altersTasks(1),
    faults.answersTasks(() => '0x00'),
    faults.altersTasks(0),
  ]
  const told = lies.map(() => 0)
  const counted =
    (lie: Fault, at: number): Fault =>
    async (call, pass) => {
      let real: unknown
      const answer = await lie(call, async () => {
        const passed = await pass()
        real = passed
        return passed
      })
      if (answer !== real) told[at]! += 1
      return answer
    }
  let liars: FaultyRpc[] = []
  const own = await startKeeperWorld(async ({ rpcUrl }) => {
    liars = await Promise.all(lies.map((lie, at) => faultyRpc(rpcUrl, counted(lie, at))))
    return { ASSAY_RPC_URL: [...liars.map(({ url }) => url), rpcUrl].join(','), ASSAY_WATCHTOWER_COMMIT: 'no' }
  })
  try {
    const [paid, refuted] = await Promise.all([own.ask(), own.ask('liar')])
    await own.reaches(refuted, 'Refuted')
    await own.reaches(paid, 'Submitted')
    await own.network.passTime(WINDOW_SEC)
    await own.reaches(paid, 'Final')
    expect(await eventsOf(own.client, paid)).toEqual(servedOnce)
    expect(await eventsOf(own.client, refuted)).toEqual(convictedOnce)
    expect(Math.min(...told), 'each lied').toBeGreaterThan(0)
  } finally {
    await own.stop()
    await Promise.all(liars.map((liar) => liar.stop()))
  }
})
