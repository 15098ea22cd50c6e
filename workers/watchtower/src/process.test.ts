import { createLogger } from '@assay/keeper'
import { interpret } from '@assay/program'
import {
  type Answer,
  commitModel,
  commitTrace,
  decodePosition,
  encodeAnswer,
  encodePosition,
  OwnTraceError,
  type Position,
  type TraceCommitment,
  toHex,
  ZERO_HASH,
} from '@assay/proof'
import { type Lie, serveStep, tamperTrace } from '@assay/proof/testing'
import { ContractRevert } from '@assay/protocol'
import { type Conviction, InputNotCanonical, type OpeningView, type TaskView } from '@assay/sdk'
import { describe, expect, test } from 'vitest'
import { tinyModel } from '../../../test/support/tinyModel.ts'
import { judgeResult, type WatchtowerDeps } from './process.ts'

const model = commitModel(tinyModel())
const input = Uint8Array.from({ length: 512 }, (_, i) => (i * 7) & 255)
const honest = commitTrace(model, [input], interpret(tinyModel(), [input]))
const hex = (digit: string, bytes: number) => `0x${digit.repeat(bytes * 2)}` as const
const lieAt = (lie: Lie) => tamperTrace(model, honest, lie, { downstream: 'recomputed' })

/** A submitted task whose provider committed to `committed` and serves `served`; what the watchtower did about it. */
const world = (
  committed: TraceCommitment,
  changes: Partial<WatchtowerDeps> = {},
  served: TraceCommitment | undefined = committed,
) => {
  const proofs: Uint8Array[] = []
  const asked: string[] = []
  const lines: Record<string, unknown>[] = []
  const task: TaskView = {
    taskId: 12n,
    modelId: toHex(model.modelId),
    inputRoot: toHex(honest.inputRoot),
    inputDigest: hex('3', 32),
    token: hex('d', 20),
    price: 1n,
    lock: 1n,
    acceptSec: 1,
    submitSec: 1,
    windowSec: 1,
    level: 'Exact',
    traceMode: 'Eager',
    dials: {
      stepVerifier: hex('e', 20),
      feeBps: 0,
      lateBps: 0,
      clientShareBps: 0,
      bountyShareBps: 0,
      reserveShareBps: 0,
    },
    client: hex('c', 20),
    provider: hex('b', 20),
    state: 'Submitted',
    acceptBy: 0n,
    submitBy: 0n,
    finalAt: 0n,
    pendingOpenings: 0,
    outputRoot: toHex(committed.outputRoot),
    nodesRoot: toHex(committed.nodesRoot),
  }
  const chain = { task, now: 1_000n, answers: [] as Answer[], silent: [] as Position[] }
  const demands: Position[] = []
  const deps: WatchtowerDeps = {
    log: createLogger('test', 'debug', { write: (line: string) => void lines.push(JSON.parse(line)) }),
    models: [],
    share: 1,
    draw: () => 0.5,
    retryMs: 100,
    readTask: async () => chain.task,
    execute: async () => ({ model, trace: honest }),
    loadModel: async () => model,
    executeOn: async (_task, inputs) => ({ model, trace: commitTrace(model, inputs, interpret(tinyModel(), inputs)) }),
    storeHasInput: async () => true,
    inputPositions: 64,
    fetchStep: async (_task, _model, step) => {
      asked.push(step.kind)
      if (served === undefined) throw new TypeError('no answer')
      return serveStep(served, step)
    },
    proveFraud: async (_taskId, proof) => {
      proofs.push(proof)
      chain.task = { ...chain.task, state: 'Refuted' }
      // What the log needs of a conviction.
      return { hash: '0x1', receipt: { gasUsed: 5n }, bounty: 1n, toClient: 2n, burnt: 3n } as unknown as Conviction
    },
    listAnswers: async () => chain.answers,
    readOpening: async (taskId, position) => {
      const same = (other: Position) => encodePosition(other) === encodePosition(position)
      if (!demands.some(same)) return undefined
      const answered = chain.answers.some((answer) => same(answer.position))
      // Deadline and answer are all that is looked at.
      return { taskId, position, answerBy: 1_060n, ...(answered ? { answeredAt: 1_001n } : {}) } as OpeningView
    },
    requestOpening: async (_taskId, request) => {
      const position = [...request.subarray(0, 8)].reduce((code, byte) => (code << 8n) | BigInt(byte), 0n)
      demands.push(decodePosition(position))
    },
    convictSilence: async (_taskId, position) => {
      chain.silent.push(position)
      chain.task = { ...chain.task, state: 'Refuted' }
    },
    chainTime: async () => chain.now,
    ...changes,
  }
  const judge = judgeResult(deps)
  const answer = (trace: TraceCommitment) => {
    const position = demands.at(-1)!
    chain.answers.push({ position, bytes: encodeAnswer(model, trace, position) })
  }
  /** Everything that was demanded and is not answered yet. */
  const answerAll = (trace: TraceCommitment) => {
    for (const position of demands.slice(chain.answers.length))
      chain.answers.push({ position, bytes: encodeAnswer(model, trace, position) })
  }
  return { proofs, asked, lines, chain, demands, answer, answerAll, run: () => judge(12n) }
}

describe('judgeResult', () => {
  test('agrees with an honest result and asks its provider for nothing', async () => {
    const { proofs, asked, run } = world(honest)
    expect(await run()).toEqual({ did: 'agrees' })
    expect([proofs, asked]).toEqual([[], []])
  })

  test('convicts a wrong byte with what the provider serves, and says what was wrong', async () => {
    const { proofs, asked, lines, run } = world(lieAt({ what: 'byte', node: 0, offset: 300, xor: 1 }))
    expect(await run()).toEqual({ did: 'convicted' })
    expect(asked).toEqual(['fetch-roots', 'fetch-leaves', 'fetch-chunk'])
    expect(proofs).toHaveLength(1)
    const line = lines.find(({ stage }) => stage === 'convicted')
    expect(line).toMatchObject({ claim: 'WrongElement', node: 0, op: 'conv2d', element: 300, gas: '5', burnt: '3' })
    expect(line?.committed).not.toBe(line?.recomputed)
  })

  test('run again after a conviction, does nothing', async () => {
    const { proofs, run } = world(lieAt({ what: 'byte', node: 1, offset: 3, xor: 128 }))
    await run()
    expect((await run()).did).toContain('Refuted')
    expect(proofs).toHaveLength(1)
  })

  const lie: Lie = { what: 'byte', node: 0, offset: 300, xor: 1 }
  const nothing = { fetchStep: () => Promise.reject(new TypeError('no answer')) }

  test('demands on chain what is withheld, once, and looks again, less and less often', async () => {
    const { proofs, lines, demands, run } = world(lieAt(lie), nothing)
    expect(await run()).toEqual({ did: 'demanded', again: { afterMs: 100 } })
    expect(await run()).toEqual({ did: 'waits for an answer', again: { afterMs: 200 } })
    expect(proofs).toEqual([])
    expect(demands).toEqual([{ tree: 'node', tensor: 0xffff, level: 1, index: 0 }])
    expect(lines.filter(({ stage }) => stage === 'withheld')).toHaveLength(2)
  })

  test('plays a liar that answers on chain to its conviction', async () => {
    const { proofs, demands, answer, run } = world(lieAt(lie), nothing)
    for (const level of [1, 1, 0]) {
      expect((await run()).did).toBe('demanded')
      expect(demands.at(-1)).toMatchObject({ level })
      answer(lieAt(lie))
    }
    expect(await run()).toEqual({ did: 'convicted' })
    expect(proofs).toHaveLength(1)
  })

  test('convicts the silence of a liar that does not, when its time is over', async () => {
    const { chain, demands, answer, run } = world(lieAt(lie), nothing)
    await run()
    answer(lieAt(lie))
    await run()
    chain.now = 1_059n
    expect((await run()).did).toBe('waits for an answer')
    chain.now = 1_060n
    expect(await run()).toEqual({ did: 'convicted: silence' })
    expect(chain.silent).toEqual([demands[1]])
  })

  test('asks on where an endpoint falls silent, and takes what is served for what it is', async () => {
    const lying = lieAt(lie)
    const { demands, answer, run } = world(lying, {
      fetchStep: async (_task, _model, step) => {
        if (step.kind === 'fetch-chunk') throw new TypeError('no answer')
        return serveStep(lying, step)
      },
    })
    expect((await run()).did).toBe('demanded')
    expect(demands).toEqual([{ tree: 'node', tensor: 0, level: 0, index: 1 }])
    answer(lying)
    expect(await run()).toEqual({ did: 'convicted' })
  })

  test('is not confused by what others demanded and were answered, below what it knows', async () => {
    const { chain, demands, run } = world(lieAt(lie), nothing)
    const position: Position = { tree: 'node', tensor: 0, level: 0, index: 1 }
    chain.answers.push({ position, bytes: encodeAnswer(model, lieAt(lie), position) })
    const input: Position = { tree: 'input', tensor: 0, level: 0, index: 0 }
    chain.answers.push({ position: input, bytes: encodeAnswer(model, honest, input) })
    expect((await run()).did).toBe('demanded')
    expect(demands).toHaveLength(1)
  })

  test('takes bytes that do not hash to the claim for withheld', async () => {
    const { proofs, demands, run } = world(lieAt({ what: 'byte', node: 0, offset: 0, xor: 1 }), {}, honest)
    expect((await run()).did).toBe('demanded')
    expect(demands).toHaveLength(1)
    expect(proofs).toEqual([])
  })

  test('of a trace on demand, judges the output alone, and demands the trace where that is wrong', async () => {
    const agrees = world({ ...honest, nodesRoot: ZERO_HASH })
    expect(await agrees.run()).toEqual({ did: 'agrees' })
    const last = model.program.nodes.length - 1
    const lying = lieAt({ what: 'byte', node: last, offset: 0, xor: 1 })
    const { asked, chain, demands, answer, run } = world({ ...lying, nodesRoot: ZERO_HASH })
    expect((await run()).did).toBe('demanded')
    expect(asked, 'nothing served binds it').toEqual([])
    expect(demands).toEqual([{ tree: 'node', tensor: 0xffff, level: 1, index: 0 }])
    answer(lying)
    chain.task = { ...chain.task, nodesRoot: toHex(lying.nodesRoot) }
    expect(['demanded', 'convicted']).toContain((await run()).did)
  })

  test('convicts a wrong output root although nothing but the roots is served', async () => {
    const lying = { ...lieAt({ what: 'byte', node: 0, offset: 0, xor: 1 }), outputRoot: new Uint8Array(32).fill(9) }
    const { run } = world(lying, {
      fetchStep: async (_task, _model, step) => {
        if (step.kind !== 'fetch-roots') throw new TypeError('no answer')
        return serveStep(lying, step)
      },
    })
    expect(await run()).toEqual({ did: 'convicted' })
  })

  test('is content when another challenger was faster', async () => {
    const refused = new ContractRevert('TaskNotSubmitted', {}, 'too late', { cause: undefined, retryable: false })
    const w = world(lieAt({ what: 'byte', node: 0, offset: 0, xor: 1 }), {
      proveFraud: async () => {
        w.chain.task = { ...w.chain.task, state: 'Refuted' }
        throw refused
      },
    })
    expect((await w.run()).did).toBe('overtaken: Refuted')
  })

  test('never gives up on a result that it cannot run, as long as it may be wrong', async () => {
    const { run } = world(honest, { execute: () => Promise.reject(new TypeError('the store alters bytes')) })
    expect(await run()).toHaveProperty('again')
  })

  describe('of a withheld input', () => {
    const misnamed: Partial<WatchtowerDeps> = {
      execute: () => Promise.reject(new InputNotCanonical('its root', '0x1', '0x2')),
    }
    const leaves: Position = { tree: 'input', tensor: 0, level: 1, index: 0 }
    const chunks = [0, 1].map((index): Position => ({ tree: 'input', tensor: 0, level: 0, index }))

    test('demands the leaves, then all chunks at once, and agrees with an honest result', async () => {
      const { demands, answerAll, proofs, run } = world(honest, misnamed)
      expect(await run()).toEqual({ did: 'demanded', again: { afterMs: 100 } })
      expect(demands).toEqual([leaves])
      expect((await run()).did).toBe('waits for an answer')
      answerAll(honest)
      expect((await run()).did).toBe('demanded')
      expect(demands).toEqual([leaves, ...chunks])
      answerAll(honest)
      expect(await run()).toEqual({ did: 'agrees' })
      expect(proofs).toEqual([])
    })

    test('convicts the lie that was told of it', async () => {
      const { answerAll, proofs, run } = world(lieAt(lie), misnamed)
      for (let level = 0; level < 2; level++) {
        await run()
        answerAll(honest)
      }
      expect(await run()).toEqual({ did: 'convicted' })
      expect(proofs).toHaveLength(1)
    })

    test('convicts silence, also of one chunk of it', async () => {
      const checked: string[] = []
      const { chain, demands, answerAll, run } = world(lieAt(lie), {
        ...misnamed,
        onChecked: (_taskId, result) => void checked.push(result),
        onEnded: (_taskId, { by }) => void checked.push(by),
      })
      await run()
      answerAll(honest)
      await run()
      chain.answers.push({ position: chunks[0]!, bytes: encodeAnswer(model, honest, chunks[0]!) })
      chain.now = 1_059n
      expect(await run()).toHaveProperty('again')
      chain.now = 1_060n
      expect(await run()).toEqual({ did: 'convicted: silence' })
      expect(chain.silent).toEqual([chunks[1]])
      expect(checked).toEqual(['not_checked', 'not_checked', 'not_checked', 'withheld', 'self'])
      expect(demands).toHaveLength(3)
    })

    test('asks the store a few times first, and the chain never while the store is away', async () => {
      let has = async () => false
      const { demands, run } = world(honest, {
        execute: () => Promise.reject(new TypeError('not found')),
        storeHasInput: () => has(),
      })
      has = () => Promise.reject(new TypeError('no answer'))
      for (let look = 0; look < 5; look++) expect((await run()).did).toBe('not-checked')
      has = async () => false
      expect([(await run()).did, (await run()).did, demands.length]).toEqual(['not-checked', 'not-checked', 0])
      expect((await run()).did).toBe('demanded')
      expect(demands).toEqual([leaves])
    })

    test('says loudly that it is too large to demand, and looks again', async () => {
      const checked: string[] = []
      const { demands, lines, run } = world(lieAt(lie), {
        ...misnamed,
        inputPositions: 2,
        onChecked: (_taskId, result) => void checked.push(result),
      })
      expect(await run()).toEqual({ did: 'not-checked', again: { afterMs: 100 } })
      expect(checked).toEqual(['not_checked'])
      expect(lines.find(({ level }) => level === 'error' || level === 50)?.msg).toContain(
        'ASSAY_WATCHTOWER_INPUT_CHUNKS',
      )
      expect(demands).toEqual([])
    })
  })

  test('accuses nobody when its own trace is the wrong one', async () => {
    const ours = lieAt({ what: 'byte', node: 0, offset: 0, xor: 1 })
    const { proofs, run } = world(honest, { execute: async () => ({ model, trace: ours }) })
    await expect(run()).rejects.toBeInstanceOf(OwnTraceError)
    expect(proofs).toEqual([])
  })
})
