import { interpret, interpretElement, operandBytes, readElement, tensorBytes, validateProgram } from '@assay/program'
import { describe, expect, it } from 'vitest'
import {
  judgeClaim,
  type Lie,
  ModelBuilder,
  randomInputs,
  randomModel,
  reshape,
  type SeededRandom,
  seededRandom,
  serveStep,
  tamperTrace,
  verifyProof,
} from '../../testing/index.ts'
import { commitModel, type ModelCommitment } from '../commitModel.ts'
import { commitTrace, type TraceCommitment } from '../commitTrace.ts'
import { equalBytes } from '../equalBytes.ts'
import { ProofError } from '../errors.ts'
import { checkRoots } from '../evidence/checkRoots.ts'
import { noEvidence } from '../evidence/Evidence.ts'
import { nextStep } from './nextStep.ts'

function randomTrace(random: SeededRandom): { model: ModelCommitment; honest: TraceCommitment } {
  const model = randomModel(random)
  validateProgram(model.program)
  const committed = commitModel(model)
  const inputs = randomInputs(random, model)
  return { model: committed, honest: commitTrace(committed, inputs, interpret(model, inputs)) }
}

function randomLie(random: SeededRandom, model: ModelCommitment, honest: TraceCommitment): Lie {
  const { nodes, activationChunkLog2 } = model.program
  const items = 2 ** honest.nodesTree.depth
  const draw = random.int(0, 19)
  if (draw === 0) return { what: 'outputRoot', value: random.bytes(32) }
  if (draw < 3 && items > nodes.length) {
    return { what: 'item', index: random.int(nodes.length, items - 1), value: random.bytes(32) }
  }
  const node = random.int(0, nodes.length - 1)
  const end = tensorBytes(nodes[node]!)
  const padded = 2 ** (honest.nodeTrees[node]!.depth + activationChunkLog2)
  const offset = random.pick([0, end - 1, random.int(0, end - 1), random.int(0, padded - 1), padded - 1])
  return { what: 'byte', node, offset, xor: random.pick([1, 128, random.int(1, 255)]) }
}

describe('nextStep', () => {
  it('agrees with an honest trace without fetching anything', () => {
    const random = seededRandom(1)
    for (let i = 0; i < 20; i++) {
      const { model, honest } = randomTrace(random)
      expect(judgeClaim(model, honest, honest, (step) => serveStep(honest, step))).toEqual({
        step: { kind: 'agrees' },
        asked: [],
      })
    }
  })

  it('convicts every lie, wherever it is, in at most three fetches, of something really wrong', () => {
    const random = seededRandom(2)
    const met = { WrongElement: 0, WrongOutput: 0, WrongPadding: 0 }
    for (let i = 0; i < 60; i++) {
      const { model, honest } = randomTrace(random)
      for (let j = 0; j < 10; j++) {
        const lie = randomLie(random, model, honest)
        const downstream = random.pick(['kept', 'recomputed'] as const)
        const trace = tamperTrace(model, honest, lie, { downstream })
        const label = JSON.stringify({ i, j, lie, downstream })
        const { step, asked } = judgeClaim(model, honest, trace, (wanted) => serveStep(trace, wanted))
        if (step.kind !== 'prove') throw new ProofError(`${step.kind}: ${label}`)
        expect(asked.length, label).toBeLessThanOrEqual(3)

        const verdict = verifyProof(model.modelId, trace, step.proof)
        expect(verdict, label).toMatchObject({
          claim: step.claim,
          node: step.node,
          element: step.element,
          committed: step.committed,
          recomputed: step.recomputed,
        })
        expect(step.committed, label).not.toBe(step.recomputed)
        met[step.claim]++
        if (step.claim === 'WrongElement') expectReallyWrong(model, trace, step, label)
      }
    }
    expect(met.WrongElement).toBeGreaterThan(200)
    expect(met.WrongPadding).toBeGreaterThan(50)
    expect(met.WrongOutput).toBeGreaterThan(5)
  })

  describe('of a gather by ids that a node computes', () => {
    const random = seededRandom(4)
    const build = new ModelBuilder()
    const table = build.input('i8', [1, 1, 30, 100])
    const raw = build.input('i8', [1, 1, 70, 3])
    const ids = build.node('reduce_sum', 'i32', [1, 1, 70, 1], [raw], { axis: 3, zeroX: -20 })
    build.node('gather', 'i8', [1, 1, 70, 100], [table, reshape(ids, [1, 1, 1, 70])])
    const source = build.build(8, 8)
    const model = commitModel(source)
    const inputs = randomInputs(random, source)
    const honest = commitTrace(model, inputs, interpret(source, inputs))
    const idOf = (row: number) => readElement(honest.tensors[0]!, 'i32', row)

    it('convicts every wrong element in three fetches, whichever chunk of the table its id names', () => {
      const named = new Set<number>()
      for (let row = 0; row < 70; row++) {
        const element = row * 100 + random.int(0, 99)
        const lie: Lie = { what: 'byte', node: 1, offset: element, xor: random.int(1, 255) }
        const trace = tamperTrace(model, honest, lie, { downstream: 'kept' })
        const { step, asked } = judgeClaim(model, honest, trace, (wanted) => serveStep(trace, wanted))
        if (step.kind !== 'prove') throw new ProofError(step.kind)
        expect(asked).toEqual([
          { kind: 'fetch-roots' },
          { kind: 'fetch-leaves', node: 1 },
          { kind: 'fetch-chunk', node: 1, chunk: Math.floor(element / 256) },
        ])
        const verdict = verifyProof(model.modelId, trace, step.proof)
        const read = Math.min(Math.max(idOf(row), 0), 29) * 100 + (element % 100)
        expect(verdict).toMatchObject({ claim: 'WrongElement', node: 1, element })
        expect(verdict.operandChunks).toEqual([[Math.floor(read / 256)], [Math.floor(row / 64)]])
        expect(verdict.recomputed).toBe(BigInt(readElement(inputs[0]!, 'i8', read)))
        named.add(Math.floor(read / 256))
      }
      expect(named.size).toBeGreaterThan(5)
    })

    it('convicts a wrong id itself, though the rows it names were gathered as it says', () => {
      const row = Array.from({ length: 70 }, (_, i) => i).find((i) => idOf(i) >= 0 && idOf(i) < 28)!
      const value = idOf(row) + 1
      const lie: Lie = { what: 'element', node: 0, element: row, value }
      const trace = tamperTrace(model, honest, lie, { downstream: 'recomputed' })
      expect(trace.tensors[1]).not.toEqual(honest.tensors[1])
      const { step } = judgeClaim(model, honest, trace, (wanted) => serveStep(trace, wanted))
      expect(step).toMatchObject({ node: 0, element: row, committed: BigInt(value), recomputed: BigInt(idOf(row)) })
    })
  })

  describe('of one small network', () => {
    // 729 bytes in 3 of 4 chunks of 256 bytes; 3 nodes in a list of 4
    const random = seededRandom(3)
    const builder = new ModelBuilder()
    const x = builder.input('u8', [1, 9, 9, 9])
    const window = { kernelH: 3, kernelW: 3, strideH: 1, strideW: 1, dilationH: 1, dilationW: 1 }
    const padding = { padTop: 1, padLeft: 1, padBottom: 1, padRight: 1 }
    const first = builder.node('max_pool', 'u8', [1, 9, 9, 9], [x], { ...window, ...padding })
    const second = builder.node('max_pool', 'u8', [1, 9, 9, 9], [first], { ...window, ...padding })
    builder.node('max_pool', 'u8', [1, 7, 7, 9], [second], window)
    const source = builder.build(8, 8)
    const model = commitModel(source)
    const inputs = randomInputs(random, source)
    const honest = commitTrace(model, inputs, interpret(source, inputs))
    const judge = (trace: TraceCommitment) => judgeClaim(model, honest, trace, (step) => serveStep(trace, step))
    const tamper = (lie: Lie) => tamperTrace(model, honest, lie, { downstream: 'recomputed' })

    it('convicts a wrong output root alone without asking the provider for anything', () => {
      const { step, asked } = judge(tamper({ what: 'outputRoot', value: random.bytes(32) }))
      expect(step).toMatchObject({ kind: 'prove', claim: 'WrongOutput', node: 2 })
      expect(asked).toEqual([])
    })

    it('convicts a lie that leaves the output as it is', () => {
      // lowering an element that is no maximum of any window changes nothing after it
      const element = honest.tensors[0]!.findIndex((value, i) => {
        if (value === 0) return false
        const trace = tamper({ what: 'byte', node: 0, offset: i, xor: value })
        return equalBytes(trace.outputRoot, honest.outputRoot)
      })
      expect(element).toBeGreaterThanOrEqual(0)
      const value = honest.tensors[0]![element]!
      const trace = tamper({ what: 'byte', node: 0, offset: element, xor: value })
      expect(trace.nodesRoot).not.toEqual(honest.nodesRoot)
      expect(judge(trace).step).toMatchObject({
        claim: 'WrongElement',
        node: 0,
        element,
        committed: 0n,
        recomputed: BigInt(value),
      })
    })

    it('convicts a byte in the padding of the last chunk, and in a padding chunk', () => {
      for (const offset of [729, 767, 768, 1023]) {
        const { step } = judge(tamper({ what: 'byte', node: 1, offset, xor: 200 }))
        expect(step).toMatchObject({ claim: 'WrongPadding', node: 1, element: offset, committed: 200n, recomputed: 0n })
      }
    })

    it('convicts an item after the last node from the roots alone', () => {
      const { step, asked } = judge(tamper({ what: 'item', index: 3, value: random.bytes(32) }))
      expect(step).toMatchObject({ claim: 'WrongPadding', node: 3, element: 0, recomputed: 0n })
      expect(asked).toEqual([{ kind: 'fetch-roots' }])
    })

    it('proves the first of several lies', () => {
      const late = tamper({ what: 'byte', node: 2, offset: 440, xor: 1 })
      const both = tamperTrace(model, late, { what: 'byte', node: 1, offset: 5, xor: 1 }, { downstream: 'kept' })
      expect(judge(both).step).toMatchObject({ claim: 'WrongElement', node: 1, element: 5 })
    })

    it('asks for no leaves of a tensor of one chunk, whose root is its leaf', () => {
      const tiny = new ModelBuilder()
      tiny.node('max_pool', 'u8', [1, 3, 3, 3], [tiny.input('u8', [1, 5, 5, 3])], window)
      const source = tiny.build(8, 8)
      const model = commitModel(source)
      const inputs = randomInputs(random, source)
      const honest = commitTrace(model, inputs, interpret(source, inputs))
      const trace = tamperTrace(model, honest, { what: 'byte', node: 0, offset: 26, xor: 1 }, { downstream: 'kept' })
      const { step, asked } = judgeClaim(model, honest, trace, (wanted) => serveStep(trace, wanted))
      expect(step).toMatchObject({ claim: 'WrongElement', node: 0, element: 26 })
      expect(asked).toEqual([{ kind: 'fetch-roots' }, { kind: 'fetch-chunk', node: 0, chunk: 0 }])
    })

    it('accuses nobody where our own trace is wrong', () => {
      const ours = tamper({ what: 'byte', node: 1, offset: 300, xor: 8 })
      const judgement = () => judgeClaim(model, ours, honest, (step) => serveStep(honest, step))
      expect(judgement).toThrow(expect.objectContaining({ name: 'OwnTraceError', node: 1, element: 300 }))
    })

    it('compares nothing with a result on another input', () => {
      const others = inputs.map((bytes) => bytes.map((byte) => byte ^ 1))
      const other = commitTrace(model, others, interpret(source, others))
      expect(nextStep(model, honest, other, noEvidence)).toEqual({ kind: 'not-our-input' })
    })

    it('refuses evidence that was served for another result', () => {
      const one = tamper({ what: 'byte', node: 1, offset: 300, xor: 8 })
      const other = tamper({ what: 'byte', node: 1, offset: 301, xor: 8 })
      const evidence = checkRoots(model, one, noEvidence, one.nodesTree.leaves)
      expect(() => nextStep(model, honest, other, evidence)).toThrow('served for another result')
    })
  })
})

/** From the liar's own bytes, by the interpreter. */
function expectReallyWrong(
  model: ModelCommitment,
  trace: TraceCommitment,
  step: { node: number; element: number; committed: bigint; recomputed: bigint },
  label: string,
): void {
  const node = model.program.nodes[step.node]!
  const known = { inputs: trace.inputs, constants: model.constants, nodes: trace.tensors }
  const right = interpretElement(
    node,
    node.operands.map((operand) => operandBytes(operand, known)),
    step.element,
  )
  expect(BigInt(right), label).toBe(step.recomputed)
  expect(BigInt(readElement(trace.tensors[step.node]!, node.dtype, step.element)), label).toBe(step.committed)
}
