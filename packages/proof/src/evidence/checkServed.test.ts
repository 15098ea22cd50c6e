import { interpret } from '@assay/program'
import { describe, expect, it } from 'vitest'
import { judgeClaim, type Lie, randomInputs, seededRandom, serveStep, tamperTrace } from '../../testing/index.ts'
import { ModelBuilder } from '../../testing/ModelBuilder.ts'
import { commitModel } from '../commitModel.ts'
import { commitTrace } from '../commitTrace.ts'
import { EvidenceError, ProofError } from '../errors.ts'
import { nextStep } from '../steps/nextStep.ts'
import type { FetchStep } from '../steps/Step.ts'
import { checkChunk } from './checkChunk.ts'
import { checkLeaves } from './checkLeaves.ts'
import { checkRoots } from './checkRoots.ts'
import { noEvidence } from './Evidence.ts'

const random = seededRandom(30)
const builder = new ModelBuilder()
const table = builder.constant('u8', [1, 1, 1, 256], random.bytes(256))
let x = builder.input('u8', [1, 9, 9, 9])
for (let i = 0; i < 3; i++) x = builder.node('lookup', 'u8', [1, 9, 9, 9], [x, table])
const model = builder.build(8, 8)
const committed = commitModel(model)
const inputs = randomInputs(random, model)
const honest = commitTrace(committed, inputs, interpret(model, inputs))
const lie: Lie = { what: 'byte', node: 1, offset: 300, xor: 4 }
const trace = tamperTrace(committed, honest, lie, { downstream: 'recomputed' })

const flipped = (bytes: Uint8Array, at: number): Uint8Array => bytes.map((byte, i) => (i === at ? byte ^ 16 : byte))

describe('checkServed', () => {
  const fetches: FetchStep[] = [
    { kind: 'fetch-roots' },
    { kind: 'fetch-leaves', node: 1 },
    { kind: 'fetch-chunk', node: 1, chunk: 1 },
  ]

  it('asks for roots, for the leaves of the first tensor that differs, and for its first chunk that does', () => {
    expect(judgeClaim(committed, honest, trace, (step) => serveStep(trace, step)).asked).toEqual(fetches)
  })

  it.each(fetches)('throws an EvidenceError for any altered byte of an answer to $kind', (wanted) => {
    const length = serveStep(trace, wanted).length
    for (const at of [0, length - 1, ...Array.from({ length: 20 }, () => random.int(0, length - 1))]) {
      const serve = (step: FetchStep) => {
        const served = serveStep(trace, step)
        return step.kind === wanted.kind ? flipped(served, at) : served
      }
      expect(() => judgeClaim(committed, honest, trace, serve), `byte ${at}`).toThrow(EvidenceError)
    }
  })

  it.each(fetches)('throws an EvidenceError for an answer to $kind that is too short, too long or empty', (wanted) => {
    const whole = serveStep(trace, wanted)
    for (const bytes of [whole.subarray(1), whole.subarray(32), new Uint8Array([...whole, 0]), new Uint8Array()]) {
      const serve = (step: FetchStep) => (step.kind === wanted.kind ? bytes : serveStep(trace, step))
      const message = `got ${bytes.length} bytes, expected ${whole.length} bytes`
      expect(() => judgeClaim(committed, honest, trace, serve)).toThrow(message)
    }
  })

  it('names what was served and what was expected, and may be tried again', () => {
    const roots = checkRoots(committed, trace, noEvidence, trace.nodesTree.leaves)
    const leaves = checkLeaves(committed, roots, 1, trace.nodeTrees[1]!.leaves)
    expect(() => checkChunk(committed, leaves, 1, 2, trace.nodeTrees[1]!.chunk(1))).toThrow(
      expect.objectContaining({
        name: 'EvidenceError',
        what: 'chunk 2 of node 1',
        served: expect.stringMatching(/^bytes that hash to 0x[0-9a-f]{64}$/),
        expected: expect.stringMatching(/^bytes that hash to 0x[0-9a-f]{64}$/),
        retryable: true,
      }),
    )
  })

  it('refuses to check against what it does not have', () => {
    expect(() => checkLeaves(committed, noEvidence, 1, new Uint8Array(128))).toThrow(ProofError)
    const roots = checkRoots(committed, trace, noEvidence, trace.nodesTree.leaves)
    expect(() => checkChunk(committed, roots, 1, 0, trace.nodeTrees[1]!.chunk(0))).toThrow('Fetch the leaves')
    expect(() => checkLeaves(committed, roots, 3, new Uint8Array(128))).toThrow('There is no node 3')
  })

  it('leaves the evidence it was given as it was', () => {
    const roots = checkRoots(committed, trace, noEvidence, trace.nodesTree.leaves)
    checkLeaves(committed, roots, 1, trace.nodeTrees[1]!.leaves)
    expect(noEvidence).toEqual({ tensors: new Map() })
    expect(nextStep(committed, honest, trace, roots)).toEqual({ kind: 'fetch-leaves', node: 1 })
  })
})
