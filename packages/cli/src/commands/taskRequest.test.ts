import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { type Assay, cancelTask, findTasks, publishOffer, readBalance, readTask } from '@assay/sdk'
import type { Hex } from 'viem'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FaultyRpc, faultyRpc } from '../../../../test/support/faultyRpc.ts'
import { dollars, type LocalNetwork, startLocalNetwork } from '../../../../test/support/localNetwork.ts'
import { runAssay } from '../../../../test/support/runAssay.ts'
import { offerTinyModel, publishTinyModel, terms, tinyInput } from '../../../../test/support/tinyTask.ts'

const WINDOW_SEC = 600
const ENDPOINT = 'http://127.0.0.1:9'

let network: LocalNetwork
let node: FaultyRpc
let client: Assay
let modelId: Hex
let input: string

beforeAll(async () => {
  network = await startLocalNetwork()
  node = await faultyRpc(network.rpcUrl)
  client = await network.as('client')
  modelId = (await publishTinyModel(await network.as('stranger'), network.store)).modelId
  await offerTinyModel(await network.as('provider'), modelId, ENDPOINT, WINDOW_SEC)
  input = path.join(network.dir, 'image.bin')
  await writeFile(input, tinyInput(1))
})
afterAll(async () => {
  await node?.stop()
  await network?.stop()
})

const assay = (...words: string[]) =>
  runAssay({ ...network.environment('client'), ASSAY_RPC_URL: node.url, ASSAY_KEY: network.keyOf('client') }, words)
const request = (...words: string[]) => assay('task', 'request', '-m', modelId, '-i', input, ...words)
const money = () => readBalance(client, client.contracts.paymentToken ?? '0x', client.account?.address ?? '0x')
const tasks = async () => (await findTasks(client, { modelId })).length

test('the id and the nonce are on the terminal before anything is paid', async () => {
  const { code, out, err } = await request('--json')
  expect(code, err).toBe(0)
  const { taskId } = JSON.parse(out)
  const { nonce } = await readTask(client, taskId)
  const named = err.indexOf(`task ${taskId}, nonce ${nonce}`)
  expect(named).toBeGreaterThan(0)
  expect(err.indexOf('paying')).toBeGreaterThan(named)
})

test('what was asked already is gone on with under the same nonce, and not paid for again', async () => {
  const first = JSON.parse((await request('--nonce', '5', '--json')).out)
  const [before, count] = [await money(), await tasks()]
  const { code, out, err } = await request('--nonce', '5', '--json')
  expect(code, err).toBe(0)
  expect(JSON.parse(out)).toMatchObject({ taskId: first.taskId, requestedBefore: true })
  expect((await request('--nonce', '5')).out).toContain(`task ${first.taskId} was requested before`)
  await cancelTask(client, first.taskId)
  const waited = await request('--nonce', '5', '--wait')
  expect(waited.out, 'with --wait it waits for it').toContain(`task ${first.taskId} is Cancelled`)
  expect(waited.err).toContain('not paid for again')
  expect(await tasks()).toBe(count)
  expect(await money(), 'nothing has left the account').toBe(before)
})

test('where nobody knows whether it was mined, its id is told, and that another offer makes it another task', async () => {
  const before = await money()
  node.fault = async ({ method }, pass) => {
    if (method !== 'eth_sendRawTransaction') return pass()
    await pass()
    return 'cut'
  }
  const { code, err } = await request('--nonce', '6')
  node.fault = undefined
  expect(code).toBe(1)
  const [, taskId = ''] = /assay task show (0x[0-9a-f]{64})/.exec(err) ?? []
  expect(err).toContain(`task ${taskId}, nonce 6`)
  expect(err).toContain('has changed meanwhile it is another task')
  expect((await assay('task', 'show', taskId)).out, 'it was mined').toContain(`task ${taskId}  Requested`)
  expect(before - (await money())).toBe(terms.price)

  const provider = await network.as('provider')
  const token = provider.contracts.paymentToken ?? '0x'
  const changed = { ...terms, price: dollars(1), windowSec: WINDOW_SEC, endpoint: ENDPOINT }
  await publishOffer(provider, { modelId, token, ...changed })
  const { out } = await request('--nonce', '6', '--json')
  expect(JSON.parse(out).taskId, 'as the message said').not.toBe(taskId)
})
