import { interpret } from '@assay/program'
import { describe, expect, it } from 'vitest'
import { type Lie, ModelBuilder, randomInputs, seededRandom, tamperTrace, verifyProof } from '../../testing/index.ts'
import { commitModel } from '../commitModel.ts'
import { alterTrace, commitTrace } from '../commitTrace.ts'
import { checkRoots } from '../evidence/checkRoots.ts'
import { noEvidence } from '../evidence/Evidence.ts'
import { listTree } from '../tree/listTree.ts'
import type { FetchStep } from './Step.ts'
import { stepWhenWithheld } from './stepWhenWithheld.ts'

const random = seededRandom(40)
const builder = new ModelBuilder()
let x = builder.input('u8', [1, 9, 9, 9])
for (let i = 0; i < 3; i++)
  x = builder.node('max_pool', 'u8', [1, 9, 9, 9], [x], {
    kernelH: 1,
    kernelW: 1,
    strideH: 1,
    strideW: 1,
    dilationH: 1,
    dilationW: 1,
  })
const model = builder.build(8, 8)
const committed = commitModel(model)
const inputs = randomInputs(random, model)
const honest = commitTrace(committed, inputs, interpret(model, inputs))
const lie: Lie = { what: 'byte', node: 1, offset: 300, xor: 4 }
const trace = tamperTrace(committed, honest, lie, { downstream: 'kept' })
const leaves: FetchStep = { kind: 'fetch-leaves', node: 1 }

describe('stepWhenWithheld', () => {
  it('has nothing to prove from when the roots are withheld, or when they betray nothing', () => {
    const roots: FetchStep = { kind: 'fetch-roots' }
    expect(stepWhenWithheld(committed, trace, noEvidence, roots)).toEqual({ kind: 'withheld', what: roots })
    const evidence = checkRoots(committed, trace, noEvidence, trace.nodesTree.leaves)
    expect(stepWhenWithheld(committed, trace, evidence, leaves)).toEqual({ kind: 'withheld', what: leaves })
  })

  it('proves an output root that is not the last tensor root, though the first lie is withheld', () => {
    const claim = alterTrace(trace, { outputRoot: random.bytes(32) })
    const evidence = checkRoots(committed, claim, noEvidence, trace.nodesTree.leaves)
    const step = stepWhenWithheld(committed, claim, evidence, leaves)
    if (step.kind !== 'prove') throw new TypeError(step.kind)
    expect(verifyProof(committed.modelId, claim, step.proof)).toMatchObject({ claim: 'WrongOutput', node: 2 })
  })

  it('proves an item after the last node, though the first lie is withheld', () => {
    const nodesTree = listTree([...trace.nodeTrees.map(({ root }) => root), random.bytes(32)])
    const claim = alterTrace(trace, { nodesRoot: nodesTree.root })
    const evidence = checkRoots(committed, claim, noEvidence, nodesTree.leaves)
    const step = stepWhenWithheld(committed, claim, evidence, leaves)
    if (step.kind !== 'prove') throw new TypeError(step.kind)
    expect(verifyProof(committed.modelId, claim, step.proof)).toMatchObject({
      claim: 'WrongPadding',
      node: 3,
      recomputed: 0n,
    })
  })
})
