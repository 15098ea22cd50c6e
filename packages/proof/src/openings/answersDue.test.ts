import type { Operand, Program } from '@assay/program'
import { expect, it } from 'vitest'
import { ModelBuilder, randomModel, seededRandom } from '../../testing/index.ts'
import { answersDue } from './answersDue.ts'
import { dueAt } from './dueAt.ts'
import { positionsOf } from './positionsOf.ts'

const listed = (program: Program, tree: Operand['source']) => {
  const counts = new Map<number, number>()
  for (const position of positionsOf(program, tree)) {
    const { length } = dueAt(program, position)
    counts.set(length, (counts.get(length) ?? 0) + 1)
  }
  return counts
}

const inputOf = (bytes: number): Program => {
  const builder = new ModelBuilder()
  const x = builder.input('u8', [1, 1, 1, bytes])
  builder.node('slice', 'u8', [1, 1, 1, 1], [x], { step0: 1, step1: 1, step2: 1, step3: 1 })
  return builder.build(8, 8).program
}

it('counts what positionsOf lists', () => {
  const random = seededRandom(11)
  const programs = [
    ...Array.from({ length: 20 }, () => randomModel(random).program),
    // of 256 bytes a chunk: one, two, 1,023 to 1,025, 2,047 to 2,049
    ...[1, 257, 1_023 * 256, 1_024 * 256, 1_024 * 256 + 1, 2_047 * 256, 2_048 * 256, 2_048 * 256 + 1].map(inputOf),
  ]
  for (const program of programs)
    for (const tree of ['input', 'constant', 'node'] as const)
      expect(answersDue(program, tree).counts).toEqual(listed(program, tree))
})

it('says how many demands follow one another', () => {
  expect([1, 257, 1_024 * 256, 1_024 * 256 + 1].map((bytes) => answersDue(inputOf(bytes), 'input').rounds)).toEqual([
    1, 2, 2, 3,
  ])
})
