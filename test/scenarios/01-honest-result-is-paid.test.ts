import { interpret } from '@assay/program'
import { type Assay, fetchOutput, readAccount, readTask } from '@assay/sdk'
import type { InferenceWorker } from '@assay/worker-inference'
import type { Hex } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { idOf } from '../support/idOf.ts'
import { type LocalNetwork, startLocalNetwork } from '../support/localNetwork.ts'
import { startWorkers } from '../support/startWorkers.ts'
import { tinyModel } from '../support/tinyModel.ts'
import { offerTinyModel, publishTinyModel, requestTinyTask, terms, tinyInput } from '../support/tinyTask.ts'
import { until } from '../support/until.ts'

/** It does not end before the test moves the chain's clock. */
const WINDOW_SEC = 3_600
let network: LocalNetwork
let client: Assay
let provider: Assay
let worker: InferenceWorker
let modelId: `0x${string}`
const closing: { close(): Promise<void> }[] = []

beforeAll(async () => {
  network = await startLocalNetwork()
  client = await network.as('client')
  provider = await network.as('provider')
  modelId = (await publishTinyModel(client, network.store)).modelId
  const start = startWorkers(network)
  worker = await start.provider()
  closing.push(worker, await start.watchtower(), await start.settler())
  await offerTinyModel(provider, modelId, worker.url, WINDOW_SEC)
})
afterAll(async () => {
  await Promise.all(closing.map((each) => each.close()))
  await network?.stop()
})

const addressOf = (assay: Assay) => assay.account!.address
const ask = (seed: number) => requestTinyTask(client, network.store, { modelId, seed, windowSec: WINDOW_SEC })
const reaches = (taskId: Hex, state: string) =>
  until(`task ${taskId} is ${state}`, async () => {
    const task = await readTask(client, taskId)
    return task.state === state && task
  })

describe('an honest provider', () => {
  test('answers, the window passes, and it is paid the price less the fee, with its lock back', async () => {
    const before = await readAccount(provider, addressOf(provider))
    const taskId = await ask(1)
    const submitted = await reaches(taskId, 'Submitted')
    expect(submitted.provider).toBe(addressOf(provider))
    expect((await readAccount(provider, addressOf(provider))).locked, 'locked meanwhile').toBe(
      before.locked + terms.lock,
    )
    await network.passTime(WINDOW_SEC)
    const { dials } = await reaches(taskId, 'Final')
    const after = await readAccount(provider, addressOf(provider))
    expect(after.paymentCredit - before.paymentCredit).toBe(
      terms.price - (terms.price * BigInt(dials.feeBps)) / 10_000n,
    )
    expect(after.free, 'free stake').toBe(before.free)
    expect(after.locked, 'locked stake').toBe(before.locked)
  })

  test('serves the output that the reference interpreter computes', async () => {
    const model = tinyModel()
    const taskId = await ask(2)
    const task = await reaches(taskId, 'Submitted')
    const output = await fetchOutput(client, task, model.program, { allowPrivate: true })
    expect(output).toEqual(interpret(model, [tinyInput(2)]).at(-1))
  })

  test('handles many tasks at a time, each submitted once and finalised once', async () => {
    const taskIds = await Promise.all([3, 4, 5, 6, 7, 8].map(ask))
    for (const taskId of taskIds) await reaches(taskId, 'Submitted')
    await network.passTime(WINDOW_SEC)
    for (const taskId of taskIds) await reaches(taskId, 'Final')
    expect(new Set(taskIds).size).toBe(6)
  })

  test('serves nothing of tasks that are not its own', async () => {
    expect((await fetch(`${worker.url}/results/${idOf(999)}/roots`)).status).toBe(404)
  })

  test('reports its health', async () => {
    const report = (await (await fetch(`${worker.url}/health`)).json()) as { ok: boolean; block: string }
    expect(report.ok).toBe(true)
    expect(Number(report.block)).toBeGreaterThan(0)
  })
})
