import type { ProveStep } from '@assay/proof'
import { type Assay, type Conviction, fetchOutput, localRules, readAccount, readFinding, readTask } from '@assay/sdk'
import type { Hex } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LocalNetwork, startLocalNetwork } from '../support/localNetwork.ts'
import { startWorkers } from '../support/startWorkers.ts'
import { tinyModel } from '../support/tinyModel.ts'
import { offerTinyModel, publishTinyModel, requestTinyTask, terms } from '../support/tinyTask.ts'
import { until } from '../support/until.ts'

const WINDOW_SEC = 3_600
let network: LocalNetwork
let client: Assay
let liar: Assay
let modelId: `0x${string}`
let watchtower: { close(): Promise<void> }
const convictions = new Map<Hex, { step: ProveStep; conviction: Conviction }>()

beforeAll(async () => {
  network = await startLocalNetwork()
  client = await network.as('client')
  liar = await network.as('liar')
  modelId = (await publishTinyModel(client, network.store)).modelId
  watchtower = await startWorkers(network).watchtower({ ASSAY_WATCHTOWER_RETRY_SEC: '1' }, (task, step, conviction) =>
    convictions.set(task.taskId, { step, conviction }),
  )
})
afterAll(async () => {
  await watchtower?.close()
  await network?.stop()
})

const addressOf = (assay: Assay) => assay.account!.address
const price = terms.price
const { nodes } = tinyModel().program
const last = nodes.length - 1
let seed = 100

/** A liar answers one task with one lie; what became of it. */
const lie = async (text: string, then: (taskId: Hex, worker: { url: string }) => Promise<void>) => {
  const worker = await startWorkers(network).liar({ ASSAY_LIE: text })
  try {
    await offerTinyModel(liar, modelId, worker.url, WINDOW_SEC)
    seed += 1
    const taskId = await requestTinyTask(client, network.store, {
      modelId,
      provider: addressOf(liar),
      seed,
      windowSec: WINDOW_SEC,
    })
    await then(taskId, worker)
  } finally {
    await worker.close()
  }
}
const convicted = (taskId: Hex) =>
  until(
    `task ${taskId} is refuted`,
    async () => (await readTask(client, taskId)).state === 'Refuted' && convictions.get(taskId),
  )

describe('a liar', () => {
  const lies = [
    ['another class wins, everything downstream recomputed', 'class', 'WrongElement'],
    ['a byte of the first tensor, off by one, downstream recomputed', 'byte:0:0:1:recomputed', 'WrongElement'],
    ['the last byte of the first tensor, downstream kept', 'byte:0:783:255:kept', 'WrongElement'],
    ['a byte in the middle', 'byte:1:100:128:recomputed', 'WrongElement'],
    ['a byte of the output', `byte:${last}:9:1:kept`, 'WrongElement'],
    ['a byte of the padding of a tensor', 'byte:0:784:1:kept', 'WrongPadding'],
    ['an item past the last node', `item:${nodes.length}`, 'WrongPadding'],
    ['the output root', 'outputRoot', 'WrongOutput'],
  ] as const

  for (const [what, text, claim] of lies) {
    test(`about ${what} is convicted in one transaction`, async () => {
      await lie(text, async (taskId) => {
        const { step, conviction } = await convicted(taskId)
        expect(step.claim, 'claim').toBe(claim)
        expect(conviction.kind).toBe(claim)
        expect(conviction.committed, 'what the EVM read').toBe(step.committed)
        expect(conviction.recomputed, 'what the EVM recomputed').toBe(step.recomputed)
        expect(conviction.committed).not.toBe(conviction.recomputed)
        expect(conviction.receipt.gasUsed).toBeLessThan(1_200_000n)
      })
    })
  }

  test('S-4: pays with its whole lock: price and compensation to the client, bounty to the watchtower, half or more burnt', async () => {
    const watcher = await network.as('watchtower')
    const money = async () => Promise.all([client, liar, watcher].map((each) => readAccount(each, addressOf(each))))
    const before = await money()
    await lie('class', async (taskId) => {
      const { conviction } = await convicted(taskId)
      const after = await money()
      expect(conviction.refund).toBe(price)
      expect(conviction.toClient + conviction.bounty + conviction.burnt, 'the lock, to the wei').toBe(terms.lock)
      expect(conviction.burnt * 2n).toBeGreaterThanOrEqual(terms.lock)
      expect(after[1]!.free, 'the liar').toBe(before[1]!.free - terms.lock)
      expect(after[1]!.locked).toBe(before[1]!.locked)
      expect(after[0]!.stakeCredit - before[0]!.stakeCredit, 'compensation').toBe(conviction.toClient)
      expect(after[0]!.paymentCredit - before[0]!.paymentCredit, 'refund').toBe(price)
      const half = conviction.bounty - conviction.bounty / 2n
      expect(after[2]!.stakeCredit - before[2]!.stakeCredit, 'S-6: half of the bounty at once').toBe(half)
      const finding = await until('the finding is revealed', async () => {
        const read = await readFinding(client, taskId)
        return read?.finder !== undefined && read
      })
      expect(finding.finder, 'S-6: the other half waits for the earliest finder').toBe(addressOf(watcher))
      expect(finding.amount).toBe(conviction.bounty - half)
    })
  })

  test('still serves its lie: the output hashes to what it committed', async () => {
    await lie('class', async (taskId) => {
      const task = await until('a result', async () => {
        const read = await readTask(client, taskId)
        return read.outputRoot !== `0x${'0'.repeat(64)}` && read
      })
      await fetchOutput(client, task, tinyModel().program, { allowPrivate: true })
      await convicted(taskId)
    })
  })

  test('theorem 3: that cannot show its trace is not convicted by guesswork, but by its silence', async () => {
    await lie('nodesRoot', async (taskId) => {
      await until('a demand', async () => (await readTask(client, taskId)).pendingOpenings > 0)
      expect((await readTask(client, taskId)).state).toBe('Submitted')
      await network.passTime(localRules.openings.responseSec + 1)
      await until('it is refuted', async () => (await readTask(client, taskId)).state === 'Refuted')
      expect(convictions.has(taskId), 'with a proof').toBe(false)
    })
  })
})
