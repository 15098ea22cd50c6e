import { interpret } from '@assay/program'
import { digitBountyAbi } from '@assay/protocol'
import { digitBountyBytecode } from '@assay/protocol/bytecode'
import {
  type Assay,
  deliverResult,
  finaliseTask,
  readCall,
  readDelivery,
  readTask,
  readTips,
  registerCallback,
  sendTransaction,
} from '@assay/sdk'
import type { InferenceWorker } from '@assay/worker-inference'
import { type Address, encodeDeployData, getAddress, type Hex, parseEther } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hostileConsumers } from '../support/consumers.ts'
import { type LocalNetwork, stake, startLocalNetwork } from '../support/localNetwork.ts'
import { runAssay } from '../support/runAssay.ts'
import { startWorkers } from '../support/startWorkers.ts'
import { tinyModel } from '../support/tinyModel.ts'
import { offerTinyModel, publishTinyModel, requestTinyTask, tinyInput } from '../support/tinyTask.ts'
import { until } from '../support/until.ts'
import { type WorkerProcess, workerProcess } from '../support/workerProcess.ts'

const WINDOW_SEC = 600
const TIP = parseEther('0.01')

let network: LocalNetwork
let client: Assay
let settlerAccount: Assay
let provider: InferenceWorker
let settler: WorkerProcess
let modelId: Hex
let said = ''

const startSettler = async () => {
  settler = workerProcess('settler', {
    ...network.environment('settler'),
    ASSAY_SETTLER_KEY: network.keyOf('settler'),
    ASSAY_SETTLER_SWEEP_SEC: '1',
  })
  settler.process.child.stdout?.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  await settler.ready()
}

beforeAll(async () => {
  network = await startLocalNetwork()
  client = await network.as('client')
  settlerAccount = await network.as('settler')
  provider = await startWorkers(network).provider()
  modelId = (await publishTinyModel(client, network.store)).modelId
  await offerTinyModel(await network.as('provider'), modelId, provider.url, WINDOW_SEC)
  await startSettler()
})
afterAll(async () => {
  await Promise.all([settler?.stop(), provider?.close()])
  await network?.stop()
})

const cli = (role: 'client' | 'settler', ...words: string[]) =>
  runAssay({ ...network.environment(role), ASSAY_KEY: network.keyOf(role) }, words)
const deployed = async (data: Hex): Promise<Address> =>
  getAddress((await sendTransaction(client, { label: 'deploy a consumer', data })).receipt.contractAddress ?? '')
const tipsOfSettler = () => readTips(client, settlerAccount.account!.address)
const transactionsOfSettler = () =>
  client.publicClient.getTransactionCount({ address: settlerAccount.account!.address })

let seed = 0
/** A task whose result is on chain, its output, and the digit that this says. */
const submitted = async () => {
  seed += 1
  const taskId = await requestTinyTask(client, network.store, { modelId, seed, windowSec: WINDOW_SEC })
  await until('a result is submitted', async () => (await readTask(client, taskId)).state === 'Submitted')
  const output = interpret(tinyModel(), [tinyInput(seed)]).at(-1)!
  return { taskId, output, digit: output.indexOf(Math.max(...output)) }
}
const finalised = async (taskId: Hex) => {
  await network.passTime(WINDOW_SEC)
  await until('it is final', async () => (await readTask(client, taskId)).state === 'Final')
}
const isDelivered = async (taskId: Hex) => (await readDelivery(client, taskId)).callback?.delivered === true
const bountyFor = (digit: number): Promise<Address> => {
  const { optimisticVerifier, resultDelivery } = network.deployment.contracts
  const args = [optimisticVerifier, resultDelivery, modelId, BigInt(digit), 60n, stake(1)] as const
  return deployed(encodeDeployData({ abi: digitBountyAbi, bytecode: digitBountyBytecode as Hex, args }))
}
const winnerOf = (address: Address) => readCall(client, { address, abi: digitBountyAbi, functionName: 'winner' })

describe('a contract that waits for what a network says', () => {
  test('is brought it when it is final, and the settler has its tip', async () => {
    const { taskId, digit } = await submitted()
    const bounty = await bountyFor(digit)
    const named = await cli('client', 'callback', 'register', `${taskId}`, bounty, '--gas', '200000', '--tip', '0.01')
    expect(named.code, named.err).toBe(0)
    expect((await cli('client', 'callback', 'show', `${taskId}`)).out).toContain('the task is Submitted')
    const early = await cli('client', 'callback', 'deliver', `${taskId}`)
    expect(early).toMatchObject({ code: 1 })
    expect(early.err).toContain('once it is Final')

    await finalised(taskId)
    await until('it is delivered', () => isDelivered(taskId))
    expect(await winnerOf(bounty)).toBe(client.account!.address)
    expect((await cli('client', 'callback', 'show', `${taskId}`)).out).toContain('it was delivered')
    expect(await tipsOfSettler()).toBe(TIP)

    expect((await cli('settler', 'account', 'show')).out).toContain('0.01 of tips')
    const paid = await cli('settler', 'callback', 'withdraw-tips')
    expect(paid.out, paid.err).toContain('withdrawn 0.01')
    expect(await tipsOfSettler()).toBe(0n)
  })

  test('may be named when the result is final already', async () => {
    const { taskId, digit } = await submitted()
    await finalised(taskId)
    const bounty = await bountyFor(digit)
    await registerCallback(client, taskId, { consumer: bounty, gasLimit: 200_000, tip: TIP })
    await until('it is delivered', () => isDelivered(taskId))
    expect(await winnerOf(bounty)).toBe(client.account!.address)
    const paid = await cli('settler', 'account', 'withdraw', '--json')
    expect(JSON.parse(paid.out)).toMatchObject({ tips: `${TIP}`, transactions: [expect.any(String)] })
    expect(await tipsOfSettler()).toBe(0n)
  })

  test('and refuses is left alone with its reason said, until anybody delivers it', async () => {
    const { taskId, digit } = await submitted()
    const bounty = await bountyFor(digit + 1)
    await registerCallback(client, taskId, { consumer: bounty, gasLimit: 200_000, tip: TIP })
    await finalised(taskId)
    await until('it says why', () => said.includes(`it reverts with AnotherDigit(${digit}, ${digit + 1})`))
    const refused = await cli('client', 'callback', 'deliver', `${taskId}`)
    expect(refused.code).toBe(1)
    expect(refused.err).toContain(`AnotherDigit(${digit}, ${digit + 1})`)
  })
})

describe('a contract that no result should be brought to', () => {
  test.each([
    ['reverts', 'it reverts without saying why'],
    ['burns', 'it runs out of its 200000 gas'],
    ['reenters', 'it reverts without saying why'],
  ] as const)('that %s costs the settler no transaction, and it says why', async (kind, why) => {
    const { taskId } = await submitted()
    const consumer = await deployed(hostileConsumers[kind])
    await registerCallback(client, taskId, { consumer, gasLimit: 200_000, tip: TIP })
    const before = { tips: await tipsOfSettler(), transactions: await transactionsOfSettler() }
    await finalised(taskId)
    await until('it says why', () => said.includes(`task ${taskId}: not delivered yet: ${why}`))
    expect(await tipsOfSettler()).toBe(before.tips)
    expect(await transactionsOfSettler(), 'finalising, and nothing else').toBe(before.transactions + 1)
    expect(settler.process.child.exitCode).toBeNull()
  })

  test('that failed in a transaction of the settler is not paid for again, also after a restart', async () => {
    const { taskId, output } = await submitted()
    const consumer = await deployed(hostileConsumers.burns)
    await registerCallback(client, taskId, { consumer, gasLimit: 200_000, tip: TIP })
    await settler.stop()
    await network.passTime(WINDOW_SEC)
    await finaliseTask(client, taskId)
    expect((await deliverResult(settlerAccount, taskId, output)).delivered).toBe(false)
    const before = await transactionsOfSettler()
    await startSettler()
    const words = `task ${taskId}: its result is not brought to ${consumer}: it failed in a transaction of this account before`
    await until('it remembers', () => said.includes(words))
    expect(await transactionsOfSettler()).toBe(before)
  })

  test('keeps nobody from the next result: the settler goes on', async () => {
    const { taskId, digit } = await submitted()
    const bounty = await bountyFor(digit)
    await registerCallback(client, taskId, { consumer: bounty, gasLimit: 200_000, tip: TIP })
    await finalised(taskId)
    await until('it is delivered', () => isDelivered(taskId))
  })
})
