import { describe, expect, test } from 'vitest'
import { dueExit } from './dueExit.ts'

const deadlines = { acceptBy: 100n, submitBy: 200n, finalAt: 300n, pendingOpenings: 0 }

describe('dueExit', () => {
  test.each([
    ['Requested', 100n, 'cancel'],
    ['Accepted', 200n, 'expire'],
    ['Submitted', 300n, 'finalise'],
  ] as const)('%s ends at its own deadline, not a second earlier', (state, deadline, kind) => {
    expect(dueExit({ ...deadlines, state }, deadline - 1n)).toEqual({ kind: 'wait', seconds: 1 })
    expect(dueExit({ ...deadlines, state }, deadline)).toEqual({ kind })
    expect(dueExit({ ...deadlines, state }, deadline + 1_000n)).toEqual({ kind })
  })

  test('a result whose openings wait for answers is looked at again, and not finalised', () => {
    const task = { ...deadlines, state: 'Submitted', pendingOpenings: 1 } as const
    expect(dueExit(task, 299n)).toEqual({ kind: 'wait', seconds: 1 })
    expect(dueExit(task, 300n)).toMatchObject({ kind: 'wait' })
    expect(dueExit({ ...task, pendingOpenings: 0 }, 300n)).toEqual({ kind: 'finalise' })
  })

  test.each(['None', 'Final', 'Refuted', 'Expired', 'Cancelled'] as const)('%s needs nobody', (state) => {
    expect(dueExit({ ...deadlines, state }, 1_000n)).toEqual({ kind: 'ended' })
  })
})
