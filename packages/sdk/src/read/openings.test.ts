import { dueAt, encodeAnswer, encodeRequest, type Position, positionsOf, toHex, treesAt } from '@assay/proof'
import { type Hex, hexToBigInt } from 'viem'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Fault, type FaultyRpc, faultyRpc } from '../../../../test/support/faultyRpc.ts'
import { type LocalChain, startLocalChain } from '../../../../test/support/localChain.ts'
import { runLookupModel } from '../../../../test/support/lookupModel.ts'
import {
  type Assay,
  acceptTask,
  answerOpening,
  createAssay,
  depositStake,
  firstBlockOfTask,
  listAnswers,
  listOpenings,
  readMinimumLock,
  registerModel,
  requestOpening,
  requestTask,
  submitResult,
} from '../index.ts'

const stake = 10n ** 18n
const { model, trace } = runLookupModel()
const positions = (['input', 'constant', 'node'] as const).flatMap((tree) => [...positionsOf(model.program, tree)])
const answered = positions.filter((_, i) => i % 2 === 0)

let local: LocalChain
let rpc: FaultyRpc
let reader: Assay
let taskId: Hex
let requestedIn: bigint

/** A provider in the hosted style: so many logs in a reply, and no more. */
const atMostLogs =
  (limit: number): Fault =>
  async (call, pass) => {
    const answer = await pass()
    if (call.method !== 'eth_getLogs' || (answer.result as unknown[]).length <= limit) return answer
    const message = `query returned more than ${limit} results`
    return { jsonrpc: '2.0', id: call.id, error: { code: -32005, message } }
  }

beforeAll(async () => {
  local = await startLocalChain()
  rpc = await faultyRpc(local.chain.rpcUrl)
  const [client, provider, stranger, author] = await Promise.all([
    local.as('client'),
    local.as('provider'),
    local.as('stranger'),
    local.as('author'),
  ])
  await local.dollars('client', 10_000_000n)
  await local.stakeTokens('provider', 1_000n * stake)
  const { modelId } = await registerModel(author, model)
  await depositStake(provider, 100n * stake)
  // the task is young and the deployment old
  await local.chain.mine(1_000)
  // they have the same few seconds; the request has one of its own
  await local.chain.passTime(60)
  const lock = await readMinimumLock(client, modelId)
  const requested = await requestTask(client, {
    ...{ modelId, inputRoot: toHex(trace.inputRoot), inputDigest: toHex(new Uint8Array(32).fill(7)), price: 1n, lock },
    ...{ acceptSec: 600, submitSec: 300, windowSec: 3_600 },
  })
  taskId = requested.taskId
  requestedIn = requested.receipt.blockNumber
  await acceptTask(provider, taskId)
  await submitResult(provider, taskId, { outputRoot: toHex(trace.outputRoot), nodesRoot: toHex(trace.nodesRoot) })
  for (const position of positions) {
    const request = encodeRequest(model, position, treesAt(model, trace, position))
    await requestOpening(stranger, taskId, request, dueAt(model.program, position).length)
  }
  for (const position of answered) await answerOpening(provider, taskId, position, encodeAnswer(model, trace, position))
  reader = await createAssay({ rpcUrl: rpc.url, deployment: local.deployment })
}, 120_000)
afterAll(async () => {
  await rpc?.stop()
  await local?.stop()
})

const answers = (of: readonly Position[]) =>
  of.map((position) => ({ position, bytes: encodeAnswer(model, trace, position) }))

it('a look at a task begins at its request, which is looked for once', async () => {
  rpc.fault = undefined
  rpc.asked.clear()
  const first = await firstBlockOfTask(reader, taskId)
  expect(first).toBeLessThanOrEqual(requestedIn)
  expect(first).toBeGreaterThanOrEqual(requestedIn - 1n - 64n)
  expect(rpc.asked.get('eth_getBlockByNumber')).toBeLessThan(30)
  rpc.asked.clear()
  const asked: bigint[] = []
  rpc.fault = (call, pass) => {
    if (call.method === 'eth_getLogs')
      asked.push(hexToBigInt((call.params[0] as { fromBlock: `0x${string}` }).fromBlock))
    return pass()
  }
  expect(await listAnswers(reader, taskId)).toEqual(answers(answered))
  expect(asked).toEqual([first])
  expect(rpc.asked.get('eth_getBlockByNumber')).toBeUndefined()
})

it('a task flooded with demands is read from a node that gives one event at a time', async () => {
  rpc.fault = atMostLogs(1)
  expect(await listAnswers(reader, taskId)).toEqual(answers(answered))
  const openings = await listOpenings(reader, taskId)
  expect(openings.map(({ position }) => position)).toEqual(positions)
  expect(openings.filter(({ answeredAt }) => answeredAt !== undefined).map(({ position }) => position)).toEqual(
    answered,
  )
})

it('answers for some positions come without the others', async () => {
  const [wanted, other] = [answered[3]!, answered[5]!]
  rpc.asked.clear()
  rpc.fault = atMostLogs(2)
  expect(await listAnswers(reader, taskId, { positions: [wanted, other] })).toEqual(answers([wanted, other]))
  expect(rpc.asked.get('eth_getLogs'), 'the flood is not in the reply').toBe(1)
  expect(await listAnswers(reader, taskId, { positions: [positions[1]!] }), 'not answered').toEqual([])
  expect(await listAnswers(reader, taskId, { positions: [] })).toEqual([])
  expect(await listAnswers(reader, taskId, { fromBlock: requestedIn + 1_000_000n })).toEqual([])
})

it('openings are read sixteen at a time at most, and one that cannot be read hides no other', async () => {
  let [underWay, most, calls] = [0, 0, 0]
  rpc.fault = async (call, pass) => {
    if (call.method !== 'eth_call') return pass()
    // the first is of the task itself
    if (calls++ === 4) return { jsonrpc: '2.0', id: call.id, error: { code: -32000, message: 'no state' } }
    most = Math.max(most, ++underWay)
    return pass().finally(() => underWay--)
  }
  const unread: Position[] = []
  const views = await listOpenings(reader, taskId, { onUnread: (position) => unread.push(position) })
  expect(most).toBeLessThanOrEqual(16)
  expect(unread).toHaveLength(1)
  expect(views.map(({ position }) => position)).toEqual(
    positions.filter((position) => JSON.stringify(position) !== JSON.stringify(unread[0])),
  )
  calls = 0
  await expect(listOpenings(reader, taskId)).rejects.toThrow('no state')
})
