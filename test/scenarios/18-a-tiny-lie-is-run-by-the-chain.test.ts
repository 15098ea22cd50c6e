import { interpret } from '@assay/program'
import { commitTrace, fitsReplay, toHex } from '@assay/proof'
import { optimisticVerifierAbi, type TraceMode } from '@assay/protocol'
import {
  type Assay,
  acceptTask,
  listOpenings,
  publishInput,
  publishModel,
  readFinding,
  readLogs,
  readTask,
  requestTask,
  submitResult,
} from '@assay/sdk'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LocalNetwork, startLocalNetwork } from '../support/localNetwork.ts'
import { lookupModel, runLookupModel } from '../support/lookupModel.ts'
import { startWorkers } from '../support/startWorkers.ts'
import { offerTinyModel, terms } from '../support/tinyTask.ts'
import { until } from '../support/until.ts'

const WINDOW_SEC = 3_600
let network: LocalNetwork
let client: Assay
let liar: Assay
let watcher: Assay
let modelId: `0x${string}`

beforeAll(async () => {
  network = await startLocalNetwork()
  client = await network.as('client')
  liar = await network.as('liar')
  watcher = await network.as('watchtower')
  const place = { shape: [1, 600], order: 'row-major', integer: true, dtype: 'u8', scale: 1, zero: 0 } as const
  const about = {
    ...{ name: 'look-ups', description: 'two look-ups in a row', licence: 'MIT' },
    ...{ inputs: [{ name: 'x', ...place }], outputs: [{ name: 'y', ...place }] },
  }
  modelId = (await publishModel(client, network.store, { model: lookupModel(), about })).modelId
  // nobody listens there, and nobody answers on chain
  await offerTinyModel(liar, modelId, 'http://127.0.0.1:9', WINDOW_SEC)
})
afterAll(() => network?.stop())

const lieAbout = async (seed: number, traceMode: TraceMode) => {
  const { model, inputs } = runLookupModel(seed)
  const [first, last] = interpret(lookupModel(), inputs) as [Uint8Array, Uint8Array]
  const lie = commitTrace(model, inputs, [first, last.with(599, last[599]! ^ 1)])
  const input = await publishInput(network.store, model.program, [...inputs])
  const asked = { modelId, ...input, ...terms, acceptSec: 600, windowSec: WINDOW_SEC, traceMode }
  const { taskId } = await requestTask(client, asked)
  await acceptTask(liar, taskId)
  const { outputRoot, nodesRoot } = lie
  await submitResult(liar, taskId, {
    outputRoot: toHex(outputRoot),
    ...(traceMode === 'OnDemand' ? {} : { nodesRoot: toHex(nodesRoot) }),
  })
  return taskId
}

describe('a lie about a program that the chain can run whole, of a provider that shows nothing', () => {
  test.each([
    ['Eager', 1],
    ['OnDemand', 2],
  ] as const)('%s, is refuted in one transaction, without a demand', async (traceMode, seed) => {
    expect(fitsReplay(lookupModel().program)).toBe(true)
    const taskId = await lieAbout(seed, traceMode)
    const address = watcher.account!.address
    const countSent = () => client.publicClient.getTransactionCount({ address })
    const before = await countSent()
    const watchtower = await startWorkers(network).watchtower()
    try {
      await until('the finding is revealed', async () => (await readFinding(client, taskId))?.finder === address)
    } finally {
      await watchtower.close()
    }
    expect((await readTask(client, taskId)).state).toBe('Refuted')
    const [verdict, ...more] = await readLogs(client, {
      ...{ address: client.contracts.optimisticVerifier, abi: optimisticVerifierAbi },
      ...{ eventName: 'FraudProven', args: { taskId } },
    })
    expect(more).toEqual([])
    expect(verdict!.args).toMatchObject({ challenger: address, split: { bonds: 0n } })
    expect(await listOpenings(client, taskId)).toEqual([])
    expect((await countSent()) - before, 'commitment, the verdict, the reveal').toBe(3)
    const { gasUsed } = await client.publicClient.getTransactionReceipt({ hash: verdict!.transactionHash })
    expect(Number(gasUsed)).toBeLessThan(2 ** 24)
  })
})
