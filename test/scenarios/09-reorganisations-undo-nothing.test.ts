import { optimisticVerifierAbi } from '@assay/protocol'
import { approve, findTasks, readLogs, readTask, TaskNotFound, termsOf } from '@assay/sdk'
import { encodeFunctionData, maxUint256 } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { convictedOnce, eventsOf, servedOnce } from '../support/eventsOf.ts'
import { type KeeperWorld, startKeeperWorld, WINDOW_SEC } from '../support/keeperWorld.ts'
import { tinyRequest } from '../support/tinyTask.ts'

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
    expect(next).not.toBe(taskId)
    await expect(readTask(world.client, taskId)).rejects.toBeInstanceOf(TaskNotFound)
    await world.reaches(next, 'Submitted')
    await world.network.passTime(WINDOW_SEC)
    await world.reaches(next, 'Final')
    expect(await eventsOf(world.client, next)).toEqual(servedOnce)
  })

  test('that puts another request in the place of one: what answered that does not answer this', async () => {
    const { client, network, modelId } = world
    const { optimisticVerifier: verifier, paymentToken } = client.contracts
    const provider = (await network.as('provider')).account!.address
    await approve(client, paymentToken!, verifier, maxUint256)
    const before = await head()
    // the other request, signed with the nonce of the first
    const other = { modelId, provider, seed: 1_000, windowSec: WINDOW_SEC }
    const terms = termsOf(client, await tinyRequest(network.store, other))
    const instead = await client.account!.signTransaction({
      ...{ chainId: client.chainId, to: verifier, gas: 1_000_000n, maxFeePerGas: 10n ** 12n, maxPriorityFeePerGas: 1n },
      nonce: await client.publicClient.getTransactionCount({ address: client.account!.address }),
      data: encodeFunctionData({ abi: optimisticVerifierAbi, functionName: 'requestTask', args: [terms] }),
    })
    const undone = await world.ask()
    await world.reaches(undone, 'Submitted')
    const hashOf = async (eventName: 'TaskAccepted' | 'ResultSubmitted') => {
      const query = { address: verifier, abi: optimisticVerifierAbi, eventName, args: { taskId: undone } } as const
      return (await readLogs(client, query))[0]!.transactionHash
    }
    const answers = await Promise.all([hashOf('TaskAccepted'), hashOf('ResultSubmitted')])
    const again = await Promise.all(answers.map((hash) => world.rpc('eth_getRawTransactionByHash', hash)))
    const mined = [instead, ...again].map((transaction, i) => [transaction, i])
    await world.rpc('anvil_reorg', (await head()) - before, mined)
    await world.rpc('evm_mine')

    for (const hash of answers) {
      const { status } = await client.publicClient.getTransactionReceipt({ hash })
      expect(status, 'mined again, it finds no task').toBe('reverted')
    }
    await expect(readTask(client, undone)).rejects.toBeInstanceOf(TaskNotFound)
    const [asked] = await findTasks(client, { client: client.account!.address, fromBlock: BigInt(before + 1) })
    const taskId = asked!.taskId
    expect(taskId).not.toBe(undone)
    await world.reaches(taskId, 'Submitted')
    await world.network.passTime(WINDOW_SEC)
    await world.reaches(taskId, 'Final')
    expect(await eventsOf(client, taskId), 'its own input was computed').toEqual(servedOnce)
    const next = await world.ask()
    await world.reaches(next, 'Submitted')
  })

  test('to a chain that is shorter, as a node that loses its last blocks has it', async () => {
    const snapshot = await world.rpc('evm_snapshot')
    const taskId = await world.ask()
    await world.reaches(taskId, 'Submitted')
    await world.rpc('evm_revert', snapshot)
    const next = await world.ask()
    await world.reaches(next, 'Submitted')
    await world.network.passTime(WINDOW_SEC)
    await world.reaches(next, 'Final')
    expect(await eventsOf(world.client, next)).toEqual(servedOnce)
  })
})
