import { interpret, type Model } from '@assay/program'
import { describe, expect, it } from 'vitest'
import { ModelBuilder, randomInputs, seededRandom, serveStep, tamperTrace, verifyProof } from '../../testing/index.ts'
import { commitModel } from '../commitModel.ts'
import { alterTrace, commitTrace, type TraceCommitment } from '../commitTrace.ts'
import { equalBytes } from '../equalBytes.ts'
import { checkServed } from '../evidence/checkServed.ts'
import { startEvidence } from '../evidence/startEvidence.ts'
import { leafHash } from '../hash.ts'
import { nextStep } from '../steps/nextStep.ts'
import { chunkTree } from '../tree/chunkTree.ts'
import { listTree } from '../tree/listTree.ts'
import type { Answer } from './checkAnswers.ts'
import { encodeAnswer } from './encodeAnswer.ts'
import { encodeRequest } from './encodeRequest.ts'
import { openInput } from './openInput.ts'
import type { Position } from './Position.ts'
import { positionsOf } from './positionsOf.ts'
import { treesAt } from './treesAt.ts'

/** Two tensors of so many bytes, one after the other. */
const pair = (bytes: number, seed: number) => {
  const model = new ModelBuilder()
  const x = model.input('u8', [1, 1, 1, bytes])
  const y = model.input('u8', [1, 1, 1, bytes])
  const scales = { scale0: 1, scale1: 1, scale2: 0, scale3: 0, scaleY: 1 }
  const zeros = { zero0: 0, zero1: 0, zero2: 0, zero3: 0, zeroY: 0, low: 0, high: 255 }
  model.node('concat', 'u8', [1, 1, 2, bytes], [x, y], { axis: 2, ...scales, ...zeros })
  return run(model.build(8, 8), seed)
}

const run = (model: Model, seed: number) => {
  const committed = commitModel(model)
  const inputs = randomInputs(seededRandom(seed), model)
  return { model, committed, honest: commitTrace(committed, inputs, interpret(model, inputs)) }
}

type Subject = ReturnType<typeof run>

/** Answers round by round whatever is asked for, and checks each request against the one made of the whole trace. */
const play = ({ committed }: Subject, trace: TraceCommitment) => {
  const answers: Answer[] = []
  const rounds: Position[][] = []
  for (;;) {
    const opened = openInput(committed, trace.inputRoot, answers)
    if (opened.kind === 'open') return { opened, rounds, answers }
    if (opened.demands.length === 0) throw new TypeError('nothing to go on with')
    rounds.push(opened.demands.map(({ position }) => position))
    for (const { position, request, length } of opened.demands) {
      const due = encodeRequest(committed, position, treesAt(committed, trace, position))
      if (!equalBytes(request, due)) throw new TypeError(JSON.stringify(position))
      const bytes = encodeAnswer(committed, trace, position)
      expect(bytes.length).toBe(length)
      answers.push({ position, bytes })
    }
  }
}

describe('openInput', () => {
  it('demands every position of the input once, a level at a time', () => {
    for (const [subject, depth] of [
      [pair(40, 1), 2],
      [pair(800, 2), 3],
      [pair(262_800, 3), 4],
    ] as const) {
      const { opened, rounds } = play(subject, subject.honest)
      expect(opened.padded).toBe(false)
      expect(opened.inputs.map((bytes, i) => equalBytes(bytes, subject.honest.inputs[i]!))).toEqual([true, true])
      expect(opened.inputsTree.root).toEqual(subject.honest.inputRoot)
      expect(rounds).toHaveLength(depth)
      const key = (position: Position) => JSON.stringify(position)
      expect(rounds.flat().map(key).sort()).toEqual(
        [...positionsOf(subject.committed.program, 'input')].map(key).sort(),
      )
    }
  })

  it('takes nothing that the root does not commit to', () => {
    const subject = pair(800, 4)
    const { answers } = play(subject, subject.honest)
    for (const [i, { bytes }] of answers.entries()) {
      const wrong = answers.with(i, { ...answers[i]!, bytes: bytes.with(0, bytes[0]! ^ 1) })
      const opened = openInput(subject.committed, subject.honest.inputRoot, wrong)
      if (opened.kind !== 'closed') throw new TypeError(`answer ${i} was taken`)
      expect(opened.demands.map(({ position }) => position)).toContainEqual(answers[i]!.position)
    }
  })

  it('takes the right one of several answers that are said to stand at one place', () => {
    const subject = pair(800, 6)
    const { answers } = play(subject, subject.honest)
    const garbled = answers.flatMap((answer) => [
      { ...answer, bytes: answer.bytes.with(0, answer.bytes[0]! ^ 1) },
      { ...answer, bytes: answer.bytes.subarray(1) },
      { ...answer, bytes: new Uint8Array() },
    ])
    for (const all of [
      [...garbled, ...answers],
      [...answers, ...garbled],
    ]) {
      const opened = openInput(subject.committed, subject.honest.inputRoot, all)
      expect(opened).toMatchObject({ kind: 'open', inputs: subject.honest.inputs })
    }
    const first = { kind: 'closed', demands: [{ position: answers[0]!.position }] }
    expect(openInput(subject.committed, subject.honest.inputRoot, garbled)).toMatchObject(first)
  })

  it('opens padding that is not zero as it was committed to: a lie about such an input is proven too', () => {
    const subject = pair(40, 5)
    const { committed, honest } = subject
    const chunk = new Uint8Array(256).fill(7)
    chunk.set(honest.inputs[0]!)
    const inputTrees = honest.inputTrees.with(0, chunkTree(chunk, 8))
    expect(inputTrees[0]!.root).toEqual(leafHash(chunk))
    const inputsTree = listTree(inputTrees.map(({ root }) => root))
    const padded = alterTrace(honest, { inputTrees, inputsTree, inputRoot: inputsTree.root })
    const { opened } = play(subject, padded)
    expect(opened).toMatchObject({ inputs: honest.inputs, padded: true })
    const ours = alterTrace(honest, opened)
    expect(nextStep(committed, ours, padded, startEvidence(committed, padded))).toEqual({ kind: 'agrees' })
    // a single node: its roots are the claim, its one chunk its tensor
    const lie = {
      ...tamperTrace(committed, padded, { what: 'byte', node: 0, offset: 5, xor: 1 }, { downstream: 'kept' }),
    }
    const claim = { ...lie, inputRoot: padded.inputRoot }
    let evidence = startEvidence(committed, claim)
    for (;;) {
      const step = nextStep(committed, ours, claim, evidence)
      if (step.kind === 'prove') {
        expect(verifyProof(committed.modelId, claim, step.proof)).toMatchObject({ node: 0, element: 5 })
        return
      }
      if (step.kind !== 'fetch-leaves' && step.kind !== 'fetch-chunk' && step.kind !== 'fetch-roots')
        throw new TypeError(step.kind)
      evidence = checkServed(committed, claim, evidence, step, serveStep(lie, step))
    }
  })
})
