import { alterTrace, encodeAnswer, encodePosition, OwnTraceError, type Position, toHex, ZERO_HASH } from '@assay/proof'
import { serveStep } from '@assay/proof/testing'
import { ContractRevert } from '@assay/protocol'
import type { OpeningView } from '@assay/sdk'
import { describe, expect, test } from 'vitest'
import { honest, lie, lieAt, model, nothing, world } from './testing.ts'

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
