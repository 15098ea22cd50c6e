import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { toHex } from '@assay/proof'
import { type Assay, acceptTask, publishInput, publishModel, readTask, requestTask, submitResult } from '@assay/sdk'
import type { Hex } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LocalNetwork, startLocalNetwork } from '../support/localNetwork.ts'
import { lookupModel, runLookupModel } from '../support/lookupModel.ts'
import { startWorkers } from '../support/startWorkers.ts'
import { terms } from '../support/tinyTask.ts'
import { until } from '../support/until.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const run = promisify(execFile)
const { trace, inputs } = runLookupModel()
const roots = { outputRoot: toHex(trace.outputRoot), nodesRoot: toHex(trace.nodesRoot) }

let network: LocalNetwork
let client: Assay
let provider: Assay
let modelId: `0x${string}`

beforeAll(async () => {
  network = await startLocalNetwork()
  client = await network.as('client')
  provider = await network.as('provider')
  const place = { shape: [1, 600], order: 'row-major', integer: true, dtype: 'u8', scale: 1, zero: 0 } as const
  const about = {
    ...{ name: 'look-ups', description: 'two look-ups in a row', licence: 'MIT' },
    ...{ inputs: [{ name: 'x', ...place }], outputs: [{ name: 'y', ...place }] },
  }
  modelId = (await publishModel(client, network.store, { model: lookupModel(), about })).modelId
})
afterAll(() => network?.stop())

/** A task whose result claims `claim`. */
const submitted = async (claim: { outputRoot: `0x${string}`; nodesRoot: `0x${string}` }) => {
  const input = await publishInput(network.store, lookupModel().program, [...inputs])
  const { taskId } = await requestTask(client, { modelId, ...input, ...terms, acceptSec: 600, windowSec: 3_600 })
  await acceptTask(provider, taskId)
  await submitResult(provider, taskId, claim)
  return taskId
}
const replay = async (taskId: Hex) => {
  const env = { ...process.env, ...network.environment('client'), ASSAY_KEY: network.keyOf('watchtower') }
  const words = ['scripts/run.mjs', 'assay', 'task', 'replay', `${taskId}`, '--json']
  return JSON.parse((await run(process.execPath, words, { cwd: root, env })).stdout)
}

describe('a task of a model that is small enough for the chain to run', () => {
  test('is final at once, hours before its window ends, when its result is right', async () => {
    const taskId = await submitted(roots)
    expect(await replay(taskId)).toMatchObject({ state: 'Final', ...roots })
    expect((await readTask(client, taskId)).state).toBe('Final')
  })

  test('is refuted at once when it is wrong, though its provider serves nothing', async () => {
    const taskId = await submitted({ ...roots, outputRoot: `0x${'77'.repeat(32)}` })
    expect(await replay(taskId)).toMatchObject({ state: 'Refuted', ...roots })
    expect((await readTask(client, taskId)).state).toBe('Refuted')
  })

  test('is settled so by a settler that is told to, right or wrong', async () => {
    const settler = await startWorkers(network).settler({ ASSAY_SETTLER_REPLAY: 'all' })
    try {
      const stateOf = async (taskId: Hex) => (await readTask(client, taskId)).state
      const right = await submitted(roots)
      await until('the right one is final', async () => (await stateOf(right)) === 'Final')
      const wrong = await submitted({ ...roots, outputRoot: `0x${'77'.repeat(32)}` })
      await until('the wrong one is refuted', async () => (await stateOf(wrong)) === 'Refuted')
    } finally {
      await settler.close()
    }
  })
})
