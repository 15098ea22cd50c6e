import { interpret, type Model, type Operand, tensorBytes } from '@assay/program'
import { describe, expect, it } from 'vitest'
import {
  type Lie,
  ModelBuilder,
  playWithholder,
  randomInputs,
  randomModel,
  seededRandom,
  tamperTrace,
  verifyProof,
} from '../../testing/index.ts'
import { commitModel, type ModelCommitment } from '../commitModel.ts'
import { alterTrace, commitTrace, type TraceCommitment } from '../commitTrace.ts'
import { equalBytes } from '../equalBytes.ts'
import { EvidenceError } from '../errors.ts'
import { noEvidence } from '../evidence/Evidence.ts'
import { startEvidence } from '../evidence/startEvidence.ts'
import { ZERO_HASH } from '../hash.ts'
import { checkAnswer } from './checkAnswer.ts'
import { decodePosition } from './decodePosition.ts'
import { dueAt } from './dueAt.ts'
import { encodeAnswer } from './encodeAnswer.ts'
import { encodePosition } from './encodePosition.ts'
import { encodeRequest } from './encodeRequest.ts'
import { LIST, levels, type Position } from './Position.ts'
import { positionsOf } from './positionsOf.ts'
import { requestOf } from './requestOf.ts'
import { revealing } from './revealing.ts'
import { treesAt } from './treesAt.ts'

const trees: readonly Operand['source'][] = ['input', 'constant', 'node']

const run = (model: Model, seed: number) => {
  const committed = commitModel(model)
  const inputs = randomInputs(seededRandom(seed), model)
  return { committed, honest: commitTrace(committed, inputs, interpret(model, inputs)) }
}

/** Two tensors of 1,094 and 1,196 chunks: two levels of hashes. */
const deep = (() => {
  const random = seededRandom(77)
  const model = new ModelBuilder()
  const x = model.input('u8', [1, 1, 547, 512])
  const turned = model.node(
    'lookup',
    'u8',
    [1, 1, 547, 512],
    [x, model.constant('u8', [1, 1, 1, 256], random.bytes(256))],
  )
  const attributes = { before0: 0, before1: 0, before2: 3, before3: 4, zeroX: 9 }
  model.node('pad', 'u8', [1, 1, 551, 556], [turned], attributes)
  return run(model.build(8, 8), 5)
})()

const one = (() => {
  const random = seededRandom(78)
  const model = new ModelBuilder()
  const x = model.input('i8', [1, 1, 3, 200])
  model.node('lookup', 'u8', [1, 1, 3, 200], [x, model.constant('u8', [1, 1, 1, 256], random.bytes(256))])
  return run(model.build(8, 8), 6)
})()

describe('positions', () => {
  it('fit 64 bits, and come back from them', () => {
    for (const tree of trees) {
      for (const position of positionsOf(deep.committed.program, tree)) {
        expect(decodePosition(encodePosition(position))).toEqual(position)
      }
    }
    expect(encodePosition(revealing)).toBe(0x03_ffff_01_00000000n)
    expect(() => decodePosition(4n << 56n)).toThrow('names no position')
  })

  it('of every tree: each has an answer as long as is due, and a request', () => {
    const random = seededRandom(79)
    const subjects = [one, ...Array.from({ length: 20 }, (_, i) => run(randomModel(random), i))]
    for (const { committed, honest } of subjects) {
      for (const tree of trees) {
        for (const position of positionsOf(committed.program, tree)) {
          const due = dueAt(committed.program, position)
          expect(encodeAnswer(committed, honest, position).length).toBe(due.length)
          encodeRequest(committed, position, treesAt(committed, honest, position))
        }
      }
    }
  })

  it('show 1,024 hashes at most, whatever the tree', () => {
    const positions = [...positionsOf(deep.committed.program, 'node')]
    expect(Math.max(...positions.map((at) => dueAt(deep.committed.program, at).hashes))).toBe(1024)
    const ofPad = positions.filter(({ tensor, level }) => tensor === 1 && level !== levels.chunk)
    expect(ofPad.map((at) => [at.level, at.index, dueAt(deep.committed.program, at).hashes])).toEqual([
      [levels.parts, 0, 2],
      [levels.leaves, 0, 1024],
      [levels.leaves, 1, Math.ceil((551 * 556) / 256) - 1024],
    ])
  })

  it('that an honest result lacks are refused', () => {
    const at = (tree: Operand['source'], tensor: number, level: number, index: number): Position => ({
      ...{ tree, tensor, level, index },
    })
    const none = [
      // the list of a single node; its chunks in the padding; parts of a tree of one part; a list's chunk
      at('node', LIST, levels.leaves, 0),
      at('node', 0, levels.chunk, 3),
      at('node', 0, levels.leaves, 1),
      at('node', 0, levels.parts, 0),
      at('node', LIST, levels.chunk, 0),
      at('node', 1, levels.chunk, 0),
      at('constant', 0, levels.leaves, 0),
      at('input', 1, levels.chunk, 0),
      at('input', 0, levels.chunk, -1),
      at('input', 0, 3, 0),
    ]
    for (const position of none) {
      expect(() => dueAt(one.committed.program, position), JSON.stringify(position)).toThrow()
    }
    expect(() => dueAt(deep.committed.program, at('node', 0, levels.parts, 1))).toThrow('there are 1 here')
    expect(() => dueAt(deep.committed.program, at('node', 0, levels.leaves, 2))).toThrow('there are 2 here')
  })
})

/** Answers everything that the liar can: what it committed to, as far as it has the shape that is due. */
const answering = (committed: ModelCommitment, lie: TraceCommitment, silentAt?: (position: Position) => boolean) =>
  function answer({ position, claim }: { position: Position; claim: { nodesRoot: Uint8Array } }) {
    if (silentAt?.(position)) return undefined
    const bytes = encodeAnswer(committed, lie, position)
    if (equalBytes(claim.nodesRoot, ZERO_HASH)) return { bytes, nodesRoot: lie.nodesRoot }
    try {
      // what the chain does: only what hashes up to the position's hash is an answer
      let evidence = startEvidence(committed, lie)
      for (const upper of above(committed, position))
        evidence = checkAnswer(committed, lie, evidence, upper, encodeAnswer(committed, lie, upper))
      checkAnswer(committed, lie, evidence, position, bytes)
      return { bytes }
    } catch (error) {
      if (error instanceof EvidenceError) return undefined
      throw error
    }
  }

/** What has to be answered before, from the top down. */
const above = (committed: ModelCommitment, { tensor, level, index }: Position): Position[] =>
  [...positionsOf(committed.program, 'node')].filter(
    (at) =>
      (tensor !== LIST && at.tensor === LIST) ||
      (at.tensor === tensor &&
        ((at.level === levels.parts && level < levels.parts) ||
          (at.level === levels.leaves && level === levels.chunk && at.index === Math.floor(index / 1024)))),
  )

const play = (
  { committed, honest }: { committed: ModelCommitment; honest: TraceCommitment },
  lie: Lie,
  mode: 'eager' | 'onDemand',
  silentAt?: (position: Position) => boolean,
) => {
  const trace = tamperTrace(committed, honest, lie, { downstream: 'kept' })
  const claim = mode === 'eager' ? trace : alterTrace(trace, { nodesRoot: ZERO_HASH })
  const game = playWithholder(committed, honest, claim, answering(committed, trace, silentAt))
  return { ...game, trace }
}

describe('theorem 3: a liar that serves nothing', () => {
  it('is proven wrong by what it answers, in at most four demands', () => {
    const size = tensorBytes(deep.committed.program.nodes[0]!)
    for (const mode of ['eager', 'onDemand'] as const) {
      for (const offset of [0, 255, 256, 1024 * 256 - 1, 1024 * 256, size - 1]) {
        const { end, demands, trace } = play(deep, { what: 'byte', node: 0, offset, xor: 3 }, mode)
        // on demand a lie that does not reach the output is no claim
        if (mode === 'onDemand') {
          expect(end.kind).toBe('agrees')
          continue
        }
        if (end.kind !== 'prove') throw new TypeError(end.kind)
        expect(demands.map(({ position }) => position.level)).toEqual([1, 2, 1, 0])
        expect(verifyProof(deep.committed.modelId, trace, end.proof)).toMatchObject({ node: 0, element: offset })
      }
    }
  })

  it('is proven wrong about its output, on demand too', () => {
    for (const mode of ['eager', 'onDemand'] as const) {
      for (const offset of [0, 1024 * 256 + 5, 551 * 556 - 1]) {
        const { end, demands, trace } = play(deep, { what: 'byte', node: 1, offset, xor: 3 }, mode)
        if (end.kind !== 'prove') throw new TypeError(end.kind)
        expect(demands.length).toBe(4)
        expect(verifyProof(deep.committed.modelId, trace, end.proof)).toMatchObject({ node: 1, element: offset })
      }
    }
  })

  it('is convicted by its silence wherever it falls silent', () => {
    for (let level = 0; level <= 3; level++) {
      const silent = (position: Position) => (position.tensor === LIST ? 3 : position.level) === level
      const { end } = play(deep, { what: 'byte', node: 1, offset: 300_000, xor: 3 }, 'eager', silent)
      expect(end).toMatchObject({ kind: 'silent', position: level === 3 ? revealing : { tensor: 1, level } })
    }
  })

  it('has no answer where it hid something in the padding', () => {
    // the last chunk's own padding is a byte of an answer; a chunk of padding, or an item of the list, is not
    const bytes = tensorBytes(deep.committed.program.nodes[1]!)
    const inChunk = play(deep, { what: 'byte', node: 1, offset: bytes, xor: 1 }, 'eager')
    expect(inChunk.end).toMatchObject({ kind: 'prove', claim: 'WrongPadding' })
    const inTree = play(deep, { what: 'byte', node: 1, offset: bytes + 256, xor: 1 }, 'eager')
    expect(inTree.end).toMatchObject({ kind: 'silent', position: { tensor: 1, level: levels.leaves, index: 1 } })
    const random = seededRandom(80)
    const three = run(randomModelOf(3), 9)
    const inList = play(three, { what: 'item', index: 3, value: random.bytes(32) }, 'eager')
    expect(inList.end).toMatchObject({ kind: 'silent', position: revealing })
  })

  it('of a single node needs no demand of the list, but on demand', () => {
    const lie: Lie = { what: 'byte', node: 0, offset: 599, xor: 128 }
    const eager = play(one, lie, 'eager')
    expect(eager.demands.map(({ position }) => position.level)).toEqual([levels.leaves, levels.chunk])
    expect(eager.end.kind).toBe('prove')
    const onDemand = play(one, lie, 'onDemand')
    expect(onDemand.demands.map(({ position }) => position.tensor)).toEqual([LIST, 0, 0])
    expect(onDemand.end.kind).toBe('prove')
  })

  it('loses over random models, lies and modes', () => {
    const random = seededRandom(81)
    for (let round = 0; round < 60; round++) {
      const model = randomModel(random)
      const subject = run(model, round)
      const node = random.int(0, model.program.nodes.length - 1)
      const offset = random.int(0, tensorBytes(model.program.nodes[node]!) - 1)
      const { end, trace, demands } = play(subject, { what: 'byte', node, offset, xor: random.int(1, 255) }, 'eager')
      expect(demands.length).toBeLessThanOrEqual(4)
      if (end.kind !== 'prove') throw new TypeError(`${round}: ${end.kind}`)
      verifyProof(subject.committed.modelId, trace, end.proof)
    }
  })
})

describe('an honest provider that serves nothing', () => {
  it('agrees, and answers whatever is demanded', () => {
    for (const { committed, honest } of [one, deep]) {
      expect(playWithholder(committed, honest, honest, () => undefined).end).toEqual({ kind: 'agrees' })
      const onDemand = alterTrace(honest, { nodesRoot: ZERO_HASH })
      expect(playWithholder(committed, honest, onDemand, () => undefined).end).toEqual({ kind: 'agrees' })
      const answer = answering(committed, honest)
      for (const position of positionsOf(committed.program, 'node')) {
        if (position.tensor === 0 && position.level === levels.chunk && position.index > 3) continue
        if (position.tensor === 1) continue
        expect(answer({ position, claim: honest }), JSON.stringify(position)).toBeDefined()
      }
    }
  })
})

describe('an asker', () => {
  it('cannot ask below what it does not know', () => {
    const { committed, honest } = deep
    const position: Position = { tree: 'node', tensor: 0, level: levels.chunk, index: 0 }
    expect(() => requestOf(committed, honest, noEvidence, position)).toThrow('before the roots')
    const roots = checkAnswer(committed, honest, noEvidence, revealing, encodeAnswer(committed, honest, revealing))
    expect(() => requestOf(committed, honest, roots, position)).toThrow('Demand it first')
    expect(() => encodeRequest(committed, position)).toThrow('Only the tensor roots')
    const leaves: Position = { tree: 'node', tensor: 0, level: levels.leaves, index: 1 }
    expect(() => checkAnswer(committed, honest, roots, leaves, encodeAnswer(committed, honest, leaves))).toThrow(
      'Take them in first',
    )
  })
})

function randomModelOf(nodes: number): Model {
  const random = seededRandom(90)
  for (;;) {
    const model = randomModel(random)
    if (model.program.nodes.length === nodes) return model
  }
}
