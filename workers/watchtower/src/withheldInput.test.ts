import {
  alterTrace,
  chunkTree,
  encodeAnswer,
  encodePosition,
  listTree,
  type Position,
  type TraceCommitment,
  toHex,
} from '@assay/proof'
import { ModelBuilder, tamperTrace, verifyProof } from '@assay/proof/testing'
import { InputNotCanonical } from '@assay/sdk'
import { describe, expect, test } from 'vitest'
import { honest, honestRun, lie, lieAt, model, world } from './testing.ts'
import type { WatchtowerDeps } from './WatchtowerDeps.ts'

describe('judgeResult of a withheld input', () => {
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

  test('that holds something behind its tensor’s end is opened as it was committed to, and the lie about it convicted', async () => {
    const builder = new ModelBuilder()
    const starts = { start0: 0, start1: 0, start2: 0, start3: 0 }
    const x = builder.input('u8', [1, 1, 1, 600])
    builder.node('slice', 'u8', [1, 1, 1, 400], [x], { ...starts, step0: 1, step1: 1, step2: 1, step3: 1 })
    const scene = honestRun(builder.build(8, 8))
    const bytes = new Uint8Array(768).fill(9, 600)
    bytes.set(scene.honest.inputs[0]!)
    const inputTrees = [chunkTree(bytes, 8)]
    const inputsTree = listTree(inputTrees.map(({ root }) => root))
    const padded = alterTrace(scene.honest, { inputTrees, inputsTree, inputRoot: inputsTree.root })
    const claim = tamperTrace(scene.model, padded, lie, { downstream: 'recomputed' })
    const judge = async (committed: TraceCommitment) => {
      const w = world(committed, misnamed, committed, scene)
      w.chain.task = { ...w.chain.task, inputRoot: toHex(inputsTree.root) }
      let outcome = await w.run()
      while (outcome.did === 'demanded') {
        for (const position of w.demands.slice(w.chain.answers.length))
          w.chain.answers.push({ position, bytes: encodeAnswer(scene.model, padded, position) })
        outcome = await w.run()
      }
      return { outcome, proofs: w.proofs }
    }
    expect((await judge(padded)).outcome).toEqual({ did: 'agrees' })
    const { outcome, proofs } = await judge(claim)
    expect(outcome).toEqual({ did: 'convicted' })
    expect(verifyProof(scene.model.modelId, claim, proofs[0]!)).toMatchObject({ node: 0, element: 300 })
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
