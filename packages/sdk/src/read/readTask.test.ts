import { toHex } from '@assay/proof'
import { optimisticVerifierAbi } from '@assay/protocol'
import { encodeEventTopics, type Hex, zeroHash } from 'viem'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type Fault, type FaultyRpc, faults, faultyRpc } from '../../../../test/support/faultyRpc.ts'
import { idOf } from '../../../../test/support/idOf.ts'
import { type LocalChain, startLocalChain } from '../../../../test/support/localChain.ts'
import { runLookupModel } from '../../../../test/support/lookupModel.ts'
import {
  createAssay,
  findTasks,
  type NodeEvent,
  readLogs,
  readMinimumLock,
  readTask,
  registerModel,
  requestTask,
  TaskAltered,
  TaskNotFound,
  type TaskRequest,
} from '../index.ts'

let local: LocalChain
let request: TaskRequest
let taskId: Hex
const proxies: FaultyRpc[] = []
const events: NodeEvent[] = []
const { model, trace } = runLookupModel()

beforeAll(async () => {
  local = await startLocalChain()
  await local.dollars('client', 1_000_000_000n)
  const { modelId } = await registerModel(await local.as('author'), model)
  const client = await local.as('client')
  const lock = await readMinimumLock(client, modelId)
  const seconds = { acceptSec: 600, submitSec: 300, windowSec: 60 }
  request = { modelId, inputRoot: toHex(trace.inputRoot), inputDigest: zeroHash, price: 1n, lock, ...seconds }
  taskId = (await requestTask(client, request)).taskId
})
afterEach(async () => {
  events.length = 0
  await Promise.all(proxies.splice(0).map((proxy) => proxy.stop()))
})
afterAll(() => local?.stop())

const [requested] = encodeEventTopics({ abi: optimisticVerifierAbi, eventName: 'TaskRequested' })

const connect = async (...kinds: readonly (Fault | undefined)[]) => {
  const nodes = await Promise.all(kinds.map((fault) => faultyRpc(local.chain.rpcUrl, fault)))
  proxies.push(...nodes)
  const assay = await createAssay({
    rpcUrl: nodes.map(({ url }) => url).join(','),
    deployment: local.deployment,
    account: local.chain.accounts.find(({ address }) => address === local.addressOf('client'))!.privateKey,
    pollMs: 20,
    onNode: (event) => events.push(event),
  })
  return { assay, urls: nodes.map(({ url }) => url) }
}

const words = {
  ...{ modelId: 0, inputRoot: 1, inputDigest: 2, provider: 3, acceptSec: 4, submitSec: 5, windowSec: 6, token: 7 },
  ...{ level: 8, traceMode: 9, nonce: 10, price: 11, lock: 12 },
  ...{ stepVerifier: 13, feeBps: 14, lateBps: 15, clientShareBps: 16, bountyShareBps: 17, reserveShareBps: 18 },
  client: 19,
}
test.each(Object.entries(words))('T-7: a node that alters %s of a task is not believed, and named', async (_, word) => {
  const { assay, urls } = await connect(faults.altersTasks(word))
  const error = await readTask(assay, taskId).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(TaskAltered)
  expect(error).toMatchObject({ node: urls[0], taskId })
  expect((error as Error).message).toContain('ASSAY_RPC_URL')
})

test('of two nodes the one that alters tasks is passed over and named', async () => {
  const { assay, urls } = await connect(faults.altersTasks(words.inputRoot), undefined)
  expect((await readTask(assay, taskId)).inputRoot).toBe(request.inputRoot)
  expect(events.filter(({ what }) => what === 'failed').map(({ node }) => node)).toEqual([urls[0]])
  expect(events[0]?.detail).toContain(taskId)
})

const none = faults.answersTasks((real) => `0x${'0'.repeat(real.length - 2)}`)
test.each([
  ['first', [none, undefined, undefined]],
  ['second', [faults.altersTasks(words.lock), none, undefined]],
] as const)('that there is no such task is not taken from one node alone: the %s says so', async (_, kinds) => {
  const { assay } = await connect(...kinds)
  expect(await readTask(assay, taskId)).toMatchObject({ taskId, state: 'Requested' })
})

test.each([
  ['one node', [undefined]],
  ['two nodes', [undefined, undefined]],
  ['two nodes, of which one fails', [faults.limited, undefined]],
] as const)('an id that no task has is not found, by %s', async (_, kinds) => {
  const { assay } = await connect(...kinds)
  await expect(readTask(assay, idOf(7))).rejects.toBeInstanceOf(TaskNotFound)
})

test.each([
  ['one byte', () => '0x00'],
  ['nothing', () => '0x'],
  ['half of it', (real: string) => real.slice(0, 2 + 64 * 10)],
  ['a state that there is not', (real: string) => `0x${'f'.repeat(real.length - 2)}`],
] as const)('of two nodes the one that answers %s for a task is passed over and named', async (_, give) => {
  const { assay, urls } = await connect(faults.answersTasks(give), undefined)
  expect(await readTask(assay, taskId)).toMatchObject({ taskId, state: 'Requested' })
  expect(events.filter(({ what }) => what === 'failed').map(({ node }) => node)).toEqual([urls[0]])
  const alone = await connect(faults.answersTasks(give), faults.answersTasks(give))
  await expect(readTask(alone.assay, taskId)).rejects.toMatchObject({ name: 'RpcFailed', retryable: true })
})

test('a node that refuses to show a task does not speak for the others', async () => {
  const refuses: Fault = async (call, pass) =>
    call.method === 'eth_call'
      ? { jsonrpc: '2.0', id: call.id, error: { code: 3, message: 'execution reverted', data: '0x' } }
      : pass()
  const { assay } = await connect(refuses, undefined)
  expect(await readTask(assay, taskId)).toMatchObject({ taskId, state: 'Requested' })
})

test('a node that alters tasks is left alone for long, and said to fail once', async () => {
  const { assay, urls } = await connect(faults.altersTasks(words.inputRoot), undefined)
  const [liar] = proxies
  await readTask(assay, taskId)
  const asked = liar?.asked.get('eth_call')
  // longer than a node rests that merely failed once
  await new Promise((resolve) => setTimeout(resolve, 700))
  for (let i = 0; i < 3; i++) await readTask(assay, taskId)
  expect(liar?.asked.get('eth_call')).toBe(asked)
  expect(events.map(({ node, what }) => [node, what])).toEqual([[urls[0], 'failed']])
})

test('an id in capital letters is the same', async () => {
  const { assay } = await connect(undefined)
  const capital = `0x${taskId.slice(2).toUpperCase()}` as const
  expect((await readTask(assay, capital)).taskId).toBe(taskId)
  const query = { address: local.deployment.contracts.optimisticVerifier, abi: optimisticVerifierAbi } as const
  const logs = await readLogs(assay, { ...query, eventName: 'TaskRequested', args: { taskId: capital } })
  expect(logs.map(({ args }) => args.taskId)).toEqual([taskId])
})

test('a request that a node invents, or shows in two blocks, is no other task in the list', async () => {
  const { assay } = await connect(async (call, pass) => {
    const answer = await pass()
    if (call.method !== 'eth_getLogs') return answer
    const logs = answer.result as { topics: string[]; blockNumber: string }[]
    expect(logs, 'there is something to repeat').not.toHaveLength(0)
    const invented = logs.map((log) => ({ ...log, topics: log.topics.with(1, idOf(7)) }))
    const again = logs.map((log) => ({ ...log, blockHash: idOf(8) }))
    return { ...answer, result: [...logs, ...again, ...invented] }
  })
  const honest = await connect(undefined)
  const all = await findTasks(honest.assay, {})
  expect(all.map((task) => task.taskId)).toContain(taskId)
  expect(await findTasks(assay, {})).toEqual(all)
  expect(await findTasks(assay, { last: 1 })).toEqual(all.slice(-1))
})

test('where every node alters tasks, none is believed', async () => {
  const { assay } = await connect(faults.altersTasks(words.price), faults.altersTasks(words.lock))
  await expect(readTask(assay, taskId)).rejects.toBeInstanceOf(TaskAltered)
})

test('a node that puts another model into the events finds nobody a task of it', async () => {
  const other = `0x${'5'.repeat(64)}` as const
  const { assay } = await connect(async (call, pass) => {
    if (call.method !== 'eth_getLogs') return pass()
    const [filter] = call.params as [{ topics: (string | null)[] }]
    const forged = filter.topics.map((topic, i) => (i === 3 ? null : topic))
    const answer = await askWith(call, [{ ...filter, topics: forged }])
    const logs = answer.result as { topics: string[] }[]
    expect(logs, 'there is something to forge').not.toHaveLength(0)
    return { ...answer, result: logs.map((log) => ({ ...log, topics: log.topics.with(3, other) })) }
  })
  expect(await findTasks(assay, { modelId: other })).toEqual([])
})

test('who asks through a node that alters the events of the request is told', async () => {
  const { assay } = await connect(async (call, pass) => {
    const answer = await pass()
    const receipt = answer.result as { logs: { topics: string[] }[] } | null
    if (call.method !== 'eth_getTransactionReceipt' || receipt === null) return answer
    const logs = receipt.logs.map((log) =>
      log.topics[0] === requested ? { ...log, topics: log.topics.with(1, zeroHash) } : log,
    )
    return { ...answer, result: { ...receipt, logs } }
  })
  await expect(requestTask(assay, request)).rejects.toMatchObject({ name: 'RequestMisreported', retryable: false })
})

test('T-7: the same request with the same nonce is taken once, and its id is told', async () => {
  const { assay } = await connect(undefined)
  const again = { ...request, nonce: 77n }
  const first = await requestTask(assay, again)
  expect((await readTask(assay, first.taskId)).nonce).toBe(77n)
  await expect(requestTask(assay, again)).rejects.toMatchObject({
    errorName: 'TaskAlreadyRequested',
    args: { taskId: first.taskId, nonce: 77n },
  })
  const named = await requestTask(assay, { ...request, id: 'an intent' })
  await expect(requestTask(assay, { ...request, id: 'an intent' })).rejects.toMatchObject({
    args: { taskId: named.taskId },
  })
  expect((await requestTask(assay, request)).taskId).not.toBe((await requestTask(assay, request)).taskId)
})

async function askWith(call: { readonly id: unknown; readonly method: string }, params: readonly unknown[]) {
  const body = JSON.stringify({ jsonrpc: '2.0', ...call, params })
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(local.chain.rpcUrl, { method: 'POST', headers, body })
  return (await response.json()) as Record<string, unknown>
}
