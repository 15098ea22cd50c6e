import { describe, expect, test } from 'vitest'
import { nextMove } from './nextMove.ts'

const task = { acceptBy: 100n, submitBy: 200n, finalAt: 1_000n, windowSec: 600 } as const

describe('nextMove', () => {
  test('leaves others their share of the window, then convicts itself', () => {
    const submitted = { ...task, state: 'Submitted' } as const
    expect(nextMove(submitted, 699n, 0.5)).toEqual({ kind: 'wait', seconds: 1 })
    expect(nextMove(submitted, 700n, 0.5)).toEqual({ kind: 'convict' })
    expect(nextMove(submitted, 2_000n, 0.5), 'late, and still Submitted').toEqual({ kind: 'convict' })
    expect(nextMove(submitted, 400n, 0)).toEqual({ kind: 'convict' })
    expect(nextMove(submitted, 999n, 1)).toEqual({ kind: 'wait', seconds: 1 })
  })
  test('looks again often enough, and never in the past', () => {
    expect(nextMove({ ...task, state: 'Submitted' }, 401n, 0.5)).toEqual({ kind: 'wait', seconds: 5 })
    expect(nextMove({ ...task, state: 'Requested' }, 150n, 0.5)).toEqual({ kind: 'wait', seconds: 1 })
    expect(nextMove({ ...task, state: 'Accepted' }, 197n, 0.5)).toEqual({ kind: 'wait', seconds: 3 })
  })
  test.each([
    ['Refuted', 'refuted'],
    ['Final', 'stood'],
    ['Expired', 'not-answered'],
    ['Cancelled', 'not-answered'],
  ] as const)('%s is the end', (state, kind) => {
    expect(nextMove({ ...task, state }, 0n, 0.5)).toEqual({ kind })
  })
})
