import type { OpeningView } from '@assay/sdk'
import { describe, expect, test } from 'vitest'
import { dueExit } from './dueExit.ts'

const deadlines = { acceptBy: 100n, submitBy: 200n, finalAt: 300n }
// Deadline and bond are all that is looked at.
const opening = (answerBy: bigint, bondWei = 5n) => ({ answerBy, bondWei }) as OpeningView

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

  test('O-6: a result whose openings wait for answers is not finalised, and convicted when the first is overdue', () => {
    const task = { ...deadlines, state: 'Submitted' } as const
    const openings = [opening(420n), opening(400n)]
    expect(dueExit(task, 299n, openings)).toEqual({ kind: 'wait', seconds: 101 })
    expect(dueExit(task, 399n, openings)).toEqual({ kind: 'wait', seconds: 1 })
    expect(dueExit(task, 400n, openings)).toEqual({ kind: 'convictSilence', opening: openings[1] })
    expect(dueExit(task, 400n)).toEqual({ kind: 'finalise' })
  })

  test('a bond that outlived its task is returned, once', () => {
    const openings = [opening(400n, 0n), opening(420n)]
    for (const state of ['Refuted', 'Final'] as const) {
      expect(dueExit({ ...deadlines, state }, 1n, openings)).toEqual({ kind: 'reclaimBond', opening: openings[1] })
      expect(dueExit({ ...deadlines, state }, 1n, [opening(400n, 0n)])).toEqual({ kind: 'ended' })
    }
  })

  test.each(['None', 'Final', 'Refuted', 'Expired', 'Cancelled'] as const)('%s needs nobody', (state) => {
    expect(dueExit({ ...deadlines, state }, 1_000n)).toEqual({ kind: 'ended' })
  })
})
