import { createLogger } from '@assay/keeper'
import { interpret, type Model, tensorBytes } from '@assay/program'
import {
  type Answer,
  alterTrace,
  commitModel,
  commitTrace,
  decodePosition,
  encodeAnswer,
  encodePosition,
  encodeReplay,
  OwnTraceError,
  type Position,
  proveElement,
  type TraceCommitment,
  toHex,
  ZERO_HASH,
} from '@assay/proof'
import { type Lie, ModelBuilder, serveStep, tamperTrace } from '@assay/proof/testing'
import { ContractRevert } from '@assay/protocol'
import {
  type Conviction,
  InputNotCanonical,
  type OpeningView,
  type ReplayVerdict,
  RpcFailed,
  RpcUnreachable,
  type TaskView,
} from '@assay/sdk'
import { describe, expect, test } from 'vitest'
import { idOf } from '../../../test/support/idOf.ts'
import { lendRuns } from '../../../test/support/lendRuns.ts'
import { lookupModel } from '../../../test/support/lookupModel.ts'
import { tinyModel } from '../../../test/support/tinyModel.ts'
import { bytesOfRun } from './bytesOfRun.ts'
import { judgeResult } from './process.ts'
import type { WatchtowerDeps } from './WatchtowerDeps.ts'

/** An honest run of a model with one input. */
const honestRun = (source: Model) => {
  const model = commitModel(source)
  const input = Uint8Array.from({ length: tensorBytes(source.program.inputs[0]!) }, (_, i) => (i * 7 + (i >> 8)) & 255)
  return { source, model, honest: commitTrace(model, [input], interpret(source, [input])) }
}
const tiny = honestRun(tinyModel())
const { model, honest } = tiny
const hex = (digit: string, bytes: number) => `0x${digit.repeat(bytes * 2)}` as const
const lieAt = (lie: Lie) => tamperTrace(model, honest, lie, { downstream: 'recomputed' })
/** What convicts the one element in which it differs. */
const proofOf = (lying: TraceCommitment) =>
  proveElement(model, alterTrace(honest, { nodesTree: lying.nodesTree, nodeTrees: lying.nodeTrees }), 0, 300)
const sameAs = (position: Position) => (other: Position) => encodePosition(other) === encodePosition(position)

/** A submitted task whose provider committed to `committed` and serves `served`; what the watchtower did about it. */
const world = (
  committed: TraceCommitment,
  changes: Partial<WatchtowerDeps> = {},
  served: TraceCommitment | undefined = committed,
  { source, model, honest } = tiny,
) => {
  const proofs: Uint8Array[] = []
  const asked: string[] = []
  const lines: Record<string, unknown>[] = []
  const task: TaskView = {
    taskId: idOf(12),
    modelId: toHex(model.modelId),
    inputRoot: toHex(honest.inputRoot),
    inputDigest: hex('3', 32),
    token: hex('d', 20),
    nonce: 7n,
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
    finalAt: 100_000n,
    pendingOpenings: 0,
    outputRoot: toHex(committed.outputRoot),
    nodesRoot: toHex(committed.nodesRoot),
  }
  const chain = { task, now: 1_000n, answers: [] as Answer[], silent: [] as Position[] }
  const demands: Position[] = []
  const replays: Uint8Array[] = []
  const listed: (readonly Position[])[] = []
  // what is read of a run that was given back is nothing, here as with an executor
  const lent = lendRuns(source)
  const deps: WatchtowerDeps = {
    log: createLogger('test', 'debug', { write: (line: string) => void lines.push(JSON.parse(line)) }),
    models: [],
    share: 1,
    draw: () => 0.5,
    retryMs: 100,
    readTask: async (taskId) => ({ ...chain.task, taskId }),
    heldBytes: 2 ** 20,
    execute: async () => lent.run(honest.inputs),
    loadModel: async () => model,
    executeOn: async (_task, inputs) => lent.run(inputs),
    storeHasInput: async () => true,
    inputSpendWei: 1_000_000n,
    demandCost: async (counts) => [...counts].reduce((sum, [length, count]) => sum + BigInt(length * count), 0n),
    responseSec: 60n,
    replayGas: 0,
    replayTask: async (_taskId, trace) => {
      replays.push(trace)
      chain.task = { ...chain.task, state: 'Refuted' }
      // what the log needs of it
      return { state: 'Refuted', hash: '0x2', receipt: { gasUsed: 7n } } as unknown as ReplayVerdict
    },
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
    listAnswers: async (_taskId, positions) => {
      listed.push(positions)
      return chain.answers.filter((answer) => positions.some(sameAs(answer.position)))
    },
    readOpening: async (taskId, position) => {
      if (!demands.some(sameAs(position))) return undefined
      const answered = chain.answers.some((answer) => sameAs(position)(answer.position))
      // Deadline and answer are all that is looked at.
      return { taskId, position, answerBy: 1_060n, ...(answered ? { answeredAt: 1_001n } : {}) } as OpeningView
    },
    requestOpening: async (_taskId, request) => {
      const position = [...request.subarray(0, 8)].reduce((code, byte) => (code << 8n) | BigInt(byte), 0n)
      demands.push(decodePosition(position))
      return { bondWei: 5n }
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
  return {
    ...{ proofs, replays, asked, lines, chain, demands, listed, answer, answerAll },
    executed: lent.count,
    unreleased: lent.alive,
    run: (taskId = idOf(12)) => judge(taskId),
  }
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

  test('reads the one way down to the lie alone, however many answers there are, and runs the model once', async () => {
    const { demands, listed, answer, executed, run } = world(lieAt(lie), nothing)
    for (let i = 0; i < 3; i++) {
      await run()
      answer(lieAt(lie))
    }
    expect(await run()).toEqual({ did: 'convicted' })
    expect(listed.every((positions) => positions.length === 1)).toBe(true)
    expect(new Set(listed.flat().map(encodePosition)), 'what was demanded, and nothing else').toEqual(
      new Set(demands.map(encodePosition)),
    )
    expect(executed(), 'of four looks').toBe(1)
  })

  test('runs the model again when there is no room to hold what it gave', async () => {
    const { executed, run } = world(lieAt(lie), { ...nothing, heldBytes: 0 })
    await run()
    await run()
    expect(executed()).toBe(2)
  })

  test('believes no answer that a node invents, whatever it holds', async () => {
    const { chain, proofs, demands, answer, run } = world(lieAt(lie), nothing)
    const invent = (position: Position) => {
      const right = encodeAnswer(model, lieAt(lie), position)
      for (const bytes of [right.with(0, right[0]! ^ 1), right.subarray(1), new Uint8Array(), new Uint8Array(99_999)])
        chain.answers.push({ position, bytes })
    }
    // before anything is demanded, and before each right one
    invent({ tree: 'node', tensor: 0xffff, level: 1, index: 0 })
    for (const level of [1, 1, 0]) {
      expect((await run()).did).toBe('demanded')
      expect(demands.at(-1)).toMatchObject({ level })
      invent(demands.at(-1)!)
      expect((await run()).did).toBe('waits for an answer')
      answer(lieAt(lie))
    }
    expect(await run()).toEqual({ did: 'convicted' })
    expect(proofs).toHaveLength(1)
  })

  test('says that a node hides an answer which stands on chain', async () => {
    const { chain, lines, demands, run } = world(lieAt(lie), {
      ...nothing,
      readOpening: async (taskId, position) =>
        // an answer is all that is looked at
        demands.length === 0 ? undefined : ({ taskId, position, answerBy: 1n, answeredAt: 1n } as OpeningView),
    })
    await run()
    expect((await run()).did).toBe('waits for an answer')
    expect(chain.silent).toEqual([])
    expect(lines.find(({ msg }) => String(msg).includes('another node'))).toMatchObject({ unseen: 1 })
  })

  describe('of a program that the chain can run whole', () => {
    const replaying = { ...nothing, replayGas: 2 ** 24 }
    const small = honestRun(lookupModel())
    const wrong = tamperTrace(small.model, small.honest, lie, { downstream: 'recomputed' })
    const smallWorld = (changes: Partial<WatchtowerDeps>) => {
      const w = world(wrong, changes, wrong, small)
      w.chain.task = { ...w.chain.task, inputRoot: toHex(small.honest.inputRoot) }
      return w
    }

    test('refutes a withheld lie by that, and demands nothing', async () => {
      const { replays, proofs, demands, run } = smallWorld(replaying)
      expect(await run()).toEqual({ did: 'convicted: replay' })
      expect(replays).toEqual([encodeReplay(small.model, small.honest)])
      expect([proofs, demands]).toEqual([[], []])
    })

    test('commits to it first, and looks again to reveal it', async () => {
      const committed: Uint8Array[] = []
      const finder = {
        commit: async (_: unknown, proof: Uint8Array) => void committed.push(proof),
        reveal: async () => 'revealed' as const,
      }
      const { run } = smallWorld({ ...replaying, finder })
      expect(await run()).toEqual({ did: 'convicted: replay', again: { afterMs: 0 } })
      expect(committed).toEqual([encodeReplay(small.model, small.honest)])
      expect(await run()).toEqual({ did: 'revealed' })
    })

    test('demands where that takes more gas than it may', async () => {
      const { replays, demands, run } = smallWorld({ ...nothing, replayGas: 100_000 })
      expect((await run()).did).toBe('demanded')
      expect([replays, demands.length]).toEqual([[], 1])
    })

    test.each([
      ['the chain', new ContractRevert('X', {}, 'no', { cause: undefined, retryable: false })],
      ['the node', new RpcFailed('http://127.0.0.1:1', 'oversized data', undefined)],
    ])('demands where %s refuses it, and does not try again', async (_who, refusal) => {
      let tried = 0
      const { demands, run } = smallWorld({
        ...replaying,
        replayTask: async () => {
          tried += 1
          throw refusal
        },
      })
      expect((await run()).did).toBe('demanded')
      expect((await run()).did).toBe('waits for an answer')
      expect([tried, demands.length]).toEqual([1, 1])
    })

    test('waits for a node that is away', async () => {
      const { demands, run } = smallWorld({
        ...replaying,
        replayTask: () => Promise.reject(new RpcUnreachable('http://127.0.0.1:1', 'ECONNREFUSED', undefined)),
      })
      await expect(run()).rejects.toThrow(RpcUnreachable)
      expect(demands).toEqual([])
    })

    test('proves the element where that is served and costs less', async () => {
      const { replays, proofs, run } = smallWorld({ replayGas: 2 ** 24 })
      expect(await run()).toEqual({ did: 'convicted' })
      expect([replays.length, proofs.length]).toEqual([0, 1])
    })

    test('is overtaken as with a proof', async () => {
      const w = smallWorld({
        ...replaying,
        replayTask: async () => {
          w.chain.task = { ...w.chain.task, state: 'Refuted' }
          throw new ContractRevert('TaskNotSubmitted', {}, 'too late', { cause: undefined, retryable: false })
        },
      })
      expect((await w.run()).did).toBe('overtaken: Refuted')
      expect(w.demands).toEqual([])
    })
  })

  test('takes bytes that do not hash to the claim for withheld', async () => {
    const { proofs, demands, run } = world(lieAt({ what: 'byte', node: 0, offset: 0, xor: 1 }), {}, honest)
    expect((await run()).did).toBe('demanded')
    expect(demands).toHaveLength(1)
    expect(proofs).toEqual([])
  })

  test('of a trace on demand, judges the output alone, and demands the trace where that is wrong', async () => {
    const agrees = world(alterTrace(honest, { nodesRoot: ZERO_HASH }))
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

    test('says loudly what is too dear to demand, looks again, and demands it once it may', async () => {
      const checked: string[] = []
      let declined = 0
      let price = 300n
      // the leaf hashes of two chunks, and the chunks: 64 + 2 x 256 bytes
      const { demands, lines, run } = world(lieAt(lie), {
        ...misnamed,
        inputSpendWei: 100_000n,
        demandCost: async (counts) =>
          price * BigInt([...counts].reduce((sum, [length, count]) => sum + length * count, 0)),
        onChecked: (_taskId, result) => void checked.push(result),
        onDeclined: () => {
          declined += 1
        },
      })
      expect(await run()).toEqual({ did: 'not-checked', again: { afterMs: 100 } })
      expect([checked, declined, demands]).toEqual([['not_checked'], 1, []])
      const line = lines.find(({ level }) => level === 'error' || level === 50)
      expect(line).toMatchObject({ openings: 3, costWei: '172800', limitWei: '100000' })
      expect(line?.msg).toContain('ASSAY_WATCHTOWER_INPUT_SPEND_WEI')
      price = 100n
      expect((await run()).did).toBe('demanded')
      expect(lines.find(({ stage, costWei }) => stage === 'demand' && costWei === '57600')).toBeDefined()
    })

    test('convicts a silence about what others demanded, whatever it would cost', async () => {
      const w = world(lieAt(lie), { ...misnamed, inputSpendWei: 0n })
      w.demands.push(leaves)
      expect((await w.run()).did).toBe('waits for an answer')
      w.chain.now = 1_060n
      expect(await w.run()).toEqual({ did: 'convicted: silence' })
    })

    test('demands at once what there is no time to wait for', async () => {
      // leaves and chunks of the input, and the trace: three answers of 60 s
      const lost = { execute: () => Promise.reject(new TypeError('not found')), storeHasInput: async () => false }
      const near = world(honest, lost)
      near.chain.task = { ...near.chain.task, finalAt: 1_180n }
      expect((await near.run()).did).toBe('demanded')
      expect(near.demands).toEqual([leaves])
      const soon = world(honest, { ...lost, retryMs: 3_600_000 })
      soon.chain.task = { ...soon.chain.task, finalAt: 1_185n }
      expect(await soon.run(), 'back before it is too late').toEqual({ did: 'not-checked', again: { afterMs: 5_000 } })
      soon.chain.now = 1_005n
      expect((await soon.run()).did).toBe('demanded')
    })

    test('of more than 1,024 chunks is demanded part by part, each once, and read once', async () => {
      const chunks = 1_100
      const builder = new ModelBuilder()
      const starts = { start0: 0, start1: 0, start2: 0, start3: 0 }
      const x = builder.input('u8', [1, 1, 1, chunks * 256])
      builder.node('slice', 'u8', [1, 1, 1, 600], [x], { ...starts, step0: 1, step1: 1, step2: 1, step3: 1 })
      const large = honestRun(builder.build(8, 8))
      const lying = tamperTrace(large.model, large.honest, lie, { downstream: 'recomputed' })
      const w = world(lying, misnamed, lying, large)
      w.chain.task = { ...w.chain.task, inputRoot: toHex(large.honest.inputRoot) }
      const shown = () => {
        for (const position of w.demands.slice(w.chain.answers.length))
          w.chain.answers.push({ position, bytes: encodeAnswer(large.model, large.honest, position) })
      }
      const after: number[] = []
      for (let look = 0; look < 3; look++) {
        expect((await w.run()).did).toBe('demanded')
        after.push(w.demands.length)
        shown()
      }
      expect(after, 'the parts, their leaves, the chunks').toEqual([1, 3, 3 + chunks])
      expect(new Set(w.demands.map(encodePosition)).size).toBe(3 + chunks)
      w.listed.length = 0
      expect(await w.run()).toEqual({ did: 'convicted' })
      expect(w.listed.flat().length, 'what was known is not asked for again').toBe(chunks)
    })

    test('is put together beside what a node invents', async () => {
      const { chain, demands, answerAll, run } = world(honest, misnamed)
      chain.answers.push({ position: leaves, bytes: new Uint8Array(64) })
      expect((await run()).did).toBe('demanded')
      chain.answers.length = 0
      answerAll(honest)
      chain.answers.push(
        { position: leaves, bytes: new Uint8Array(64) },
        { position: chunks[0]!, bytes: new Uint8Array(3) },
      )
      expect((await run()).did).toBe('demanded')
      expect(demands).toEqual([leaves, ...chunks])
      for (const position of chunks) chain.answers.push({ position, bytes: encodeAnswer(model, honest, position) })
      expect(await run()).toEqual({ did: 'agrees' })
    })
  })

  describe('the memory of a run', () => {
    const tasks = [idOf(1), idOf(2), idOf(3)]

    test('is given back when the result agrees', async () => {
      const { executed, unreleased, run } = world(honest)
      for (const taskId of tasks) {
        expect(await run(taskId)).toEqual({ did: 'agrees' })
        expect(unreleased()).toBe(0)
      }
      expect(executed()).toBe(tasks.length)
    })

    test('is held as long as a wrong result stands, and given back with its conviction', async () => {
      const { executed, unreleased, answer, run } = world(lieAt(lie), nothing)
      for (let look = 0; look < 3; look++) {
        await run()
        answer(lieAt(lie))
        expect(unreleased()).toBe(1)
      }
      expect(await run()).toEqual({ did: 'convicted' })
      expect([executed(), unreleased()]).toEqual([1, 0])
    })

    test('is given back with a silence, a replay, or the end that others made', async () => {
      const silent = world(lieAt(lie), nothing)
      await silent.run()
      silent.chain.now = 1_060n
      expect(await silent.run()).toEqual({ did: 'convicted: silence' })
      const small = honestRun(lookupModel())
      const wrong = tamperTrace(small.model, small.honest, lie, { downstream: 'recomputed' })
      const replayed = world(wrong, { ...nothing, replayGas: 2 ** 24 }, wrong, small)
      expect(await replayed.run()).toEqual({ did: 'convicted: replay' })
      const others = world(lieAt(lie), nothing)
      await others.run()
      expect(others.unreleased()).toBe(1)
      others.chain.task = { ...others.chain.task, state: 'Refuted' }
      expect((await others.run()).did).toContain('Refuted')
      expect([silent, replayed, others].map(({ unreleased }) => unreleased())).toEqual([0, 0, 0])
    })

    test('is given back where the chain fails and there is no room for it, or nothing can be compared', async () => {
      const failing = world(lieAt(lie), {
        heldBytes: 0,
        proveFraud: () => Promise.reject(new RpcUnreachable('http://127.0.0.1:1', 'ECONNREFUSED', undefined)),
      })
      await expect(failing.run()).rejects.toThrow(RpcUnreachable)
      const other = world(honest)
      other.chain.task = { ...other.chain.task, inputRoot: hex('9', 32) }
      expect((await other.run()).did).toBe('not-our-input')
      expect([failing, other].map(({ executed, unreleased }) => [executed(), unreleased()])).toEqual([
        [1, 0],
        [1, 0],
      ])
    })

    test('stays with who works on it while others push it out, and is given back afterwards', async () => {
      let atWork = () => {}
      const working = new Promise<void>((resolve) => {
        atWork = resolve
      })
      let goOn = () => {}
      const mayGoOn = new Promise<void>((resolve) => {
        goOn = resolve
      })
      const lying = lieAt(lie)
      const room = bytesOfRun({ model, trace: honest })
      let asked = 0
      const { proofs, executed, unreleased, run } = world(lying, {
        heldBytes: room,
        fetchStep: async ({ taskId }, _model, step) => {
          if (taskId !== tasks[0]) throw new TypeError('no answer')
          // its second look, with the run that was held
          asked += 1
          if (asked <= 3) throw new TypeError('no answer yet')
          atWork()
          await mayGoOn
          return serveStep(lying, step)
        },
      })
      expect((await run(tasks[0])).did).toBe('demanded')
      expect([executed(), unreleased()]).toEqual([1, 1])
      const convicting = run(tasks[0])
      await working
      expect((await run(tasks[1])).did).toBe('waits for an answer')
      expect([executed(), unreleased()], 'the first is not held any more, but worked on').toEqual([2, 2])
      expect((await run(tasks[2])).did).toBe('waits for an answer')
      expect([executed(), unreleased()], 'the second is given back').toEqual([3, 2])
      goOn()
      expect(await convicting).toEqual({ did: 'convicted' })
      expect(proofs).toEqual([proofOf(lying)])
      expect([executed(), unreleased()], 'judged wrong, it had taken the place of the third').toEqual([3, 0])
    })
  })

  test('accuses nobody when its own trace is the wrong one', async () => {
    const ours = lieAt({ what: 'byte', node: 0, offset: 0, xor: 1 })
    let released = 0
    const release = () => {
      released += 1
    }
    const { proofs, run } = world(honest, { execute: async () => ({ model, trace: ours, release }) })
    await expect(run()).rejects.toBeInstanceOf(OwnTraceError)
    expect(released).toBe(1)
    expect(proofs).toEqual([])
  })
})
