import { readdir, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { interpret } from '@assay/program'
import {
  answersDue,
  commitModel,
  commitTrace,
  dueAt,
  encodeAnswer,
  encodeRequest,
  equalBytes,
  joinBytes,
  levels,
  type Position,
  type ProveStep,
  positionsOf,
  revealing,
  toHex,
  treesAt,
} from '@assay/proof'
import { ModelBuilder, tamperTrace } from '@assay/proof/testing'
import { stakeVaultAbi, type TraceMode } from '@assay/protocol'
import {
  type Assay,
  acceptTask,
  type Conviction,
  inputRootOf,
  listAnswers,
  listOpenings,
  localRules,
  publishInput,
  publishModel,
  readAccount,
  readDemandCost,
  readLogs,
  readNativeCredit,
  readTask,
  requestOpening,
  requestTask,
  submitResult,
  withdrawNative,
} from '@assay/sdk'
import type { Hex } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LocalNetwork, startLocalNetwork } from '../support/localNetwork.ts'
import { startWorkers } from '../support/startWorkers.ts'
import { tinyModel } from '../support/tinyModel.ts'
import { offerTinyModel, publishTinyModel, requestTinyTask, terms, tinyInput } from '../support/tinyTask.ts'
import { until } from '../support/until.ts'

const WINDOW_SEC = 3_600
/** Nobody listens there: what the provider's endpoint serves is nothing. */
const NOWHERE = 'http://127.0.0.1:9'
/** Looks often, and demands what is withheld, though the chain could run so small a program whole. */
const patient = { ASSAY_WATCHTOWER_RETRY_SEC: '1', ASSAY_WATCHTOWER_REPLAY_GAS: '0' }
const { responseSec } = localRules.openings

let network: LocalNetwork
let client: Assay
let modelId: `0x${string}`
let seed = 500

beforeAll(async () => {
  network = await startLocalNetwork()
  client = await network.as('client')
  modelId = (await publishTinyModel(client, network.store)).modelId
})
afterAll(() => network?.stop())

const addressOf = (assay: Assay) => assay.account!.address

/** What became an account's when the task's lock was slashed, at once. Of earlier tasks a finder's half may come in meanwhile. */
const shareOf = async (taskId: Hex, account: `0x${string}`): Promise<bigint> => {
  const slashes = await readLogs(client, {
    address: client.contracts.stakeVault,
    abi: stakeVaultAbi,
    eventName: 'StakeSlashed',
    args: { taskId },
  })
  return slashes
    .flatMap(({ args }) => args.shares)
    .filter((share) => share.account === account)
    .reduce((sum, { amount }) => sum + amount, 0n)
}

interface Game {
  readonly lie: string
  readonly traceMode: TraceMode
  /** The provider is gone before anybody asks. */
  readonly silent?: boolean
}

/** A liar whose endpoint serves nothing submits one result; watchtower and settler play it to its end. */
const play = async ({ lie, traceMode, silent = false }: Game) => {
  const liar = await network.as('liar')
  const watcher = await network.as('watchtower')
  await offerTinyModel(liar, modelId, NOWHERE, WINDOW_SEC)
  const worker = await startWorkers(network).liar({ ASSAY_LIE: lie })
  const convictions: { step: ProveStep; conviction: Conviction }[] = []
  const others: { close(): Promise<void> }[] = []
  try {
    const taskId = await requestTinyTask(client, network.store, {
      ...{ modelId, provider: addressOf(liar), seed: ++seed, windowSec: WINDOW_SEC, traceMode },
    })
    await until('a result', async () => (await readTask(client, taskId)).state === 'Submitted')
    if (silent) await worker.close()
    const earned = await readNativeCredit(liar, addressOf(liar))
    others.push(
      await startWorkers(network).watchtower(patient, (_task, step, conviction) =>
        convictions.push({ step, conviction }),
      ),
      await startWorkers(network).settler(),
    )
    if (silent || lie === 'nodesRoot') {
      await until('a demand', async () => (await readTask(client, taskId)).pendingOpenings > 0)
      await network.passTime(responseSec + 1)
    }
    await until('the verdict', async () => (await readTask(client, taskId)).state === 'Refuted')
    return {
      ...{ taskId, convictions, liar },
      openings: await listOpenings(client, taskId),
      answers: await listAnswers(client, taskId),
      /** What the watcher has of the lock, stake token. */
      gained: await shareOf(taskId, addressOf(watcher)),
      /** What the liar has of the watcher's bonds, wei. */
      earned: (await readNativeCredit(liar, addressOf(liar))) - earned,
    }
  } finally {
    await Promise.all(others.map((other) => other.close()))
    if (!silent) await worker.close()
  }
}

/** The client takes back what it published. */
const forgetInput = async (input: Uint8Array) => {
  const blocks = path.join(network.dir, 'store', 'blocks')
  for (const entry of await readdir(blocks, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name)
    if (entry.isFile() && equalBytes(await readFile(file), input)) await rm(file)
  }
}

describe('theorem 3: a liar that serves nothing', () => {
  test.each(['Eager', 'OnDemand'] as const)(
    '%s, answers on chain what it committed to, and is convicted by that',
    async (traceMode) => {
      const { openings, answers, convictions, gained, earned } = await play({ lie: 'class', traceMode })
      expect(convictions).toHaveLength(1)
      expect(convictions[0]!.step.claim).toBe('WrongElement')
      expect(answers.length).toBeGreaterThanOrEqual(2)
      expect(openings.every(({ answeredAt }) => answeredAt !== undefined)).toBe(true)
      // O-3, O-5: the bonds are the liar's, and out of its lock the watcher has more for them
      expect(earned).toBeGreaterThan(0n)
      const { bounty } = convictions[0]!.conviction
      expect(gained, 'half of the bounty, which waits for finders, and the bonds').toBeGreaterThan(bounty / 2n)
    },
  )

  test.each(['Eager', 'OnDemand'] as const)('%s, and falls silent, is convicted by its silence', async (traceMode) => {
    const { openings, convictions, gained, earned } = await play({ lie: 'class', traceMode, silent: true })
    expect(convictions).toHaveLength(0)
    expect(openings).toMatchObject([{ position: revealing }])
    expect(openings[0]!.answeredAt).toBeUndefined()
    expect(openings[0]!.bondWei, 'the bond is back').toBe(0n)
    expect(earned).toBe(0n)
    expect(gained, 'the whole bounty: a fifth of the lock').toBe(terms.lock / 5n)
  })

  test('and committed to a root of nothing, has no answer', async () => {
    const { answers, gained } = await play({ lie: 'nodesRoot', traceMode: 'Eager' })
    expect(answers).toEqual([])
    expect(gained).toBe(terms.lock / 5n)
  })
})

describe('an input that its digest does not name', () => {
  const task = async (provider: Assay, stored: boolean) => {
    seed += 1
    const program = tinyModel().program
    const inputDigest = stored
      ? (await publishInput(network.store, program, [tinyInput(seed)])).inputDigest
      : (`0x${'5'.repeat(64)}` as const)
    const { taskId } = await requestTask(client, {
      ...{ modelId, inputDigest, inputRoot: inputRootOf(program, [tinyInput(seed)]), provider: addressOf(provider) },
      ...{ ...terms, acceptSec: 600, windowSec: WINDOW_SEC, traceMode: 'Eager' },
    })
    return { taskId, inputDigest, input: tinyInput(seed) }
  }

  test('does not help a client and a liar that collude: the silence convicts', async () => {
    const liar = await network.as('liar')
    const watcher = await network.as('watchtower')
    await offerTinyModel(liar, modelId, NOWHERE, WINDOW_SEC)
    const { taskId, input } = await task(liar, false)
    await acceptTask(liar, taskId)
    const model = commitModel(tinyModel())
    const honest = commitTrace(model, [input], interpret(tinyModel(), [input]))
    const lie = tamperTrace(model, honest, { what: 'byte', node: 0, offset: 3, xor: 1 }, { downstream: 'recomputed' })
    await submitResult(liar, taskId, { outputRoot: toHex(lie.outputRoot), nodesRoot: toHex(lie.nodesRoot) })
    const before = await readAccount(watcher, addressOf(watcher))
    const watchtower = await startWorkers(network).watchtower(patient)
    try {
      await until('a demand', async () => (await readTask(client, taskId)).pendingOpenings > 0)
      await network.passTime(responseSec + 1)
      await until('the verdict', async () => (await readTask(client, taskId)).state === 'Refuted')
      expect(await listOpenings(client, taskId)).toMatchObject([{ position: { tree: 'input', tensor: 0, level: 1 } }])
      const after = await readAccount(watcher, addressOf(watcher))
      expect(after.stakeCredit - before.stakeCredit, 'the whole bounty').toBe(terms.lock / 5n)
    } finally {
      await watchtower.close()
    }
  })

  test('is answered by an honest provider, and its result is found to agree', async () => {
    const provider = await network.as('provider')
    await offerTinyModel(provider, modelId, NOWHERE, WINDOW_SEC)
    const worker = await startWorkers(network).provider()
    const closing: { close(): Promise<void> }[] = [worker]
    try {
      const { taskId, inputDigest, input } = await task(provider, true)
      await until('a result', async () => (await readTask(client, taskId)).state === 'Submitted')
      await forgetInput(input)
      expect(await network.store.has(inputDigest)).toBe(false)
      const watchtower = await startWorkers(network).watchtower(patient)
      closing.push(watchtower)
      await until('all of the input', async () => (await listAnswers(client, taskId)).length === 3)
      const answers = await listAnswers(client, taskId)
      expect(
        joinBytes(
          answers
            .slice(1)
            .sort((a, b) => a.position.index - b.position.index)
            .map(({ bytes }) => bytes),
        ),
      ).toEqual(input)
      await until('the check', async () =>
        /assay_checks_total\{[^}]*result="agrees"[^}]*\} [1-9]/.test(
          await (await fetch(`${watchtower.monitorUrl}/metrics`)).text(),
        ),
      )
      expect(await readTask(client, taskId)).toMatchObject({ state: 'Submitted', pendingOpenings: 0 })
    } finally {
      await Promise.all(closing.map((one) => one.close()))
    }
  })
})

test('an input of many chunks that is nowhere to be had is demanded whole, for no more than was foreseen', async () => {
  const bytes = 20_000
  const builder = new ModelBuilder()
  const x = builder.input('u8', [1, 1, 1, bytes])
  const [starts, steps] = [
    { start0: 0, start1: 0, start2: 0, start3: 0 },
    { step0: 1, step1: 1, step2: 1, step3: 1 },
  ]
  builder.node('slice', 'u8', [1, 1, 1, 600], [x], { ...starts, ...steps })
  const model = builder.build(8, 8)
  const place = { order: 'row-major', integer: true, dtype: 'u8', scale: 1, zero: 0 } as const
  const about = {
    ...{ name: 'slice', description: 'the head of a long input', licence: 'MIT' },
    inputs: [{ name: 'x', shape: [1, bytes], ...place }],
    outputs: [{ name: 'y', shape: [1, 600], ...place }],
  }
  const published = await publishModel(client, network.store, { model, about })
  const provider = await network.as('provider')
  const watcher = await network.as('watchtower')
  await offerTinyModel(provider, published.modelId, NOWHERE, WINDOW_SEC)
  const closing: { close(): Promise<void> }[] = [await startWorkers(network).provider()]
  try {
    const input = Uint8Array.from({ length: bytes }, (_, i) => (i * 7 + (i >> 8)) & 255)
    const { inputRoot, inputDigest } = await publishInput(network.store, model.program, [input])
    const { taskId } = await requestTask(client, {
      ...{ modelId: published.modelId, inputDigest, inputRoot, provider: addressOf(provider) },
      ...{ ...terms, acceptSec: 600, windowSec: WINDOW_SEC, traceMode: 'Eager' },
    })
    await until('a result', async () => (await readTask(client, taskId)).state === 'Submitted')
    await forgetInput(input)
    const { counts } = answersDue(model.program, 'input')
    const openings = [...counts.values()].reduce((sum, count) => sum + count, 0)
    expect(openings, 'leaf hashes and chunks').toBe(1 + Math.ceil(bytes / 256))
    const foreseen = await readDemandCost(watcher, counts)
    const wealth = async () => {
      const { native } = await readAccount(watcher, addressOf(watcher))
      return native + (await readNativeCredit(watcher, addressOf(watcher)))
    }
    const before = await wealth()
    const dear = { ...patient, ASSAY_WATCHTOWER_INPUT_SPEND_WEI: `${foreseen / 2n}` }
    const declining = await startWorkers(network).watchtower(dear)
    await until('that it is too dear', async () =>
      /assay_openings_declined_total\S* [1-9]/.test(await (await fetch(`${declining.monitorUrl}/metrics`)).text()),
    )
    await declining.close()
    expect([await wealth(), (await listOpenings(client, taskId)).length]).toEqual([before, 0])

    closing.push(await startWorkers(network).watchtower(patient))
    await until('all of it', async () => (await listAnswers(client, taskId)).length === openings)
    const spent = before - (await wealth())
    expect(spent).toBeLessThanOrEqual(foreseen)
    expect(spent, 'and that was no empty word').toBeGreaterThan(foreseen / 3n)
    expect(await readTask(client, taskId)).toMatchObject({ state: 'Submitted', pendingOpenings: 0 })
  } finally {
    await Promise.all(closing.map((one) => one.close()))
  }
})

describe('an honest provider whose endpoint serves nothing', () => {
  test.each(['Eager', 'OnDemand'] as const)('%s, answers every demand on chain, and is paid', async (traceMode) => {
    const provider = await network.as('provider')
    const stranger = await network.as('stranger')
    await offerTinyModel(provider, modelId, NOWHERE, WINDOW_SEC)
    const worker = await startWorkers(network).provider()
    const watchers = [await startWorkers(network).watchtower(patient), await startWorkers(network).settler()]
    try {
      seed += 1
      const taskId = await requestTinyTask(client, network.store, {
        ...{ modelId, provider: addressOf(provider), seed, windowSec: WINDOW_SEC, traceMode },
      })
      await until('a result', async () => (await readTask(client, taskId)).state === 'Submitted')
      const model = commitModel(tinyModel())
      const honest = commitTrace(model, [tinyInput(seed)], interpret(tinyModel(), [tinyInput(seed)]))
      const earned = await readNativeCredit(provider, addressOf(provider))

      const answered = async (count: number) =>
        until(`${count} answers`, async () => (await listAnswers(client, taskId)).length >= count)
      const demand = (position: Position, request: Uint8Array) =>
        requestOpening(stranger, taskId, request, dueAt(model.program, position).length)
      if (traceMode === 'OnDemand') {
        await demand(revealing, encodeRequest(model, revealing))
        await answered(1)
      }
      // the list and the leaves of every tree, one chunk of each tensor: all at once
      const positions = (['input', 'constant', 'node'] as const)
        .flatMap((tree) => [...positionsOf(model.program, tree)])
        .filter(({ level, index }) => level !== levels.chunk || index === 0)
        .filter((position) => traceMode === 'Eager' || position.tree !== 'node' || position.tensor !== revealing.tensor)
      for (const position of positions)
        await demand(position, encodeRequest(model, position, treesAt(model, honest, position)))
      const count = positions.length + (traceMode === 'OnDemand' ? 1 : 0)
      await answered(count)
      for (const { position, bytes } of await listAnswers(client, taskId))
        expect(bytes, JSON.stringify(position)).toEqual(encodeAnswer(model, honest, position))

      const task = await readTask(client, taskId)
      expect(task).toMatchObject({ state: 'Submitted', pendingOpenings: 0 })
      await network.passTime(WINDOW_SEC + 1)
      await until('the end', async () => (await readTask(client, taskId)).state === 'Final')
      // O-3: the stranger has paid for all of it
      const bonds = (await readNativeCredit(provider, addressOf(provider))) - earned
      expect(bonds).toBeGreaterThan(BigInt(count) * 150_000n)
      await withdrawNative(provider)
      expect(await readNativeCredit(provider, addressOf(provider))).toBe(0n)
    } finally {
      await Promise.all(watchers.map((watcher) => watcher.close()))
      await worker.close()
    }
  })
})
