import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { convictedOnce, eventsOf, servedOnce } from '../support/eventsOf.ts'
import { type KeeperWorld, startKeeperWorld, WINDOW_SEC } from '../support/keeperWorld.ts'

let world: KeeperWorld

beforeAll(async () => {
  world = await startKeeperWorld()
})
afterAll(() => world?.stop())

const head = async () => Number(await world.client.publicClient.getBlockNumber())
/** The blocks after `block` never were: as many empty ones, with other hashes, take their place, and one more. */
const undoAfter = async (block: number) => {
  const depth = (await head()) - block
  expect(depth, 'there is something to undo').toBeGreaterThan(0)
  await world.rpc('anvil_reorg', depth, [])
  await world.rpc('evm_mine')
}

describe('a reorganisation', () => {
  test('that undoes acceptance and submission: both are done again, once each', async () => {
    const taskId = await world.ask()
    const requested = await head()
    await world.reaches(taskId, 'Submitted')
    await undoAfter(requested)
    await world.reaches(taskId, 'Submitted')
    await world.network.passTime(WINDOW_SEC)
    await world.reaches(taskId, 'Final')
    expect(await eventsOf(world.client, taskId)).toEqual(servedOnce)
  })

  test('that undoes a submission only: it is sent again', async () => {
    const taskId = await world.ask()
    const { acceptBy } = await world.reaches(taskId, 'Submitted')
    expect(acceptBy).toBeGreaterThan(0n)
    await undoAfter((await head()) - 1)
    await world.reaches(taskId, 'Submitted')
    expect(await eventsOf(world.client, taskId)).toMatchObject({ TaskAccepted: 1, ResultSubmitted: 1 })
    await world.network.passTime(WINDOW_SEC)
    await world.reaches(taskId, 'Final')
  })

  test('that undoes a conviction: the liar is convicted again', async () => {
    const taskId = await world.ask('liar')
    await world.reaches(taskId, 'Refuted')
    await undoAfter((await head()) - 1)
    await world.reaches(taskId, 'Refuted')
    expect(await eventsOf(world.client, taskId)).toEqual(convictedOnce)
  })

  test('that undoes a payment: it is settled again, and paid once', async () => {
    const taskId = await world.ask()
    await world.reaches(taskId, 'Submitted')
    await world.network.passTime(WINDOW_SEC)
    await world.reaches(taskId, 'Final')
    await undoAfter((await head()) - 1)
    await world.reaches(taskId, 'Final')
    expect(await eventsOf(world.client, taskId)).toEqual(servedOnce)
  })

  test('that undoes the request itself: nobody trips over it, and the next task is served', async () => {
    const before = await head()
    const taskId = await world.ask()
    await world.reaches(taskId, 'Submitted')
    await undoAfter(before)
    const next = await world.ask()
    expect(next, 'the number is given again').toBe(taskId)
    await world.reaches(next, 'Submitted')
    await world.network.passTime(WINDOW_SEC)
    await world.reaches(next, 'Final')
    expect(await eventsOf(world.client, next)).toEqual(servedOnce)
  })

  test('to a chain that is shorter, as a node that loses its last blocks has it', async () => {
    const snapshot = await world.rpc('evm_snapshot')
    const taskId = await world.ask()
    await world.reaches(taskId, 'Submitted')
    await world.rpc('evm_revert', snapshot)
    // Another input under the same number: what was computed for the first would be a lie now.
    const next = await world.ask()
    await world.reaches(next, 'Submitted')
    await world.network.passTime(WINDOW_SEC)
    await world.reaches(next, 'Final')
    expect(await eventsOf(world.client, next)).toEqual(servedOnce)
  })
})
