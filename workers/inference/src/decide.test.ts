import { describe, expect, test } from 'vitest'
import { decide } from './decide.ts'
import { modelId, offerOf, other, self, situationOf, taskOf } from './testing.ts'

describe('decide, for a requested task', () => {
  test('accepts exactly its own terms', () => {
    expect(decide(taskOf(), situationOf())).toEqual({ kind: 'accept' })
  })

  test('accepts a trace on demand: it costs less than an eager one', () => {
    expect(decide(taskOf({ traceMode: 'OnDemand' }), situationOf())).toEqual({ kind: 'accept' })
  })

  test('X-1: an operator leaves its own request, too', () => {
    expect(decide(taskOf({ client: other }), situationOf({ key: other })).kind).toBe('leave')
  })

  test('accepts better ones', () => {
    const task = taskOf({ price: 101n, lock: 999n, submitSec: 31, windowSec: 59, wantedProvider: self })
    expect(decide(task, situationOf())).toEqual({ kind: 'accept' })
  })

  test.each([
    ['for another provider', taskOf({ wantedProvider: other })],
    ['our own', taskOf({ client: self })],
    ['judged by a verifier it does not know', taskOf({ dials: { ...taskOf().dials, stepVerifier: other } })],
    ['in another token', taskOf({ token: other })],
    ['below the price', taskOf({ price: 99n })],
    ['above the lock', taskOf({ lock: 1_001n })],
    ['with less time to submit', taskOf({ submitSec: 29 })],
    ['with a longer window', taskOf({ windowSec: 61 })],
    ['of another level', taskOf({ level: 'Audited' })],
    ['too late to be accepted', taskOf({ acceptBy: 10n })],
  ])('leaves a task %s, with a reason', (_, task) => {
    const decision = decide(task, situationOf())
    expect(decision.kind).toBe('leave')
    expect(decision).toHaveProperty('why')
  })

  test('leaves a model without an active offer', () => {
    expect(decide(taskOf(), situationOf({ offer: undefined })).kind).toBe('leave')
    expect(decide(taskOf(), situationOf({ offer: offerOf({ active: false }) })).kind).toBe('leave')
  })

  test('leaves a model it is not limited to', () => {
    expect(decide(taskOf(), situationOf({ models: [`0x${'9'.repeat(64)}`] })).kind).toBe('leave')
    expect(decide(taskOf(), situationOf({ models: [modelId] })).kind).toBe('accept')
  })

  test('S-1: waits for stake to become free', () => {
    expect(decide(taskOf(), situationOf({ freeStake: 999n }))).toMatchObject({
      kind: 'wait',
      why: expect.stringContaining('999'),
    })
  })

  test('leaves a task that leaves too little time', () => {
    const offer = offerOf({ submitSec: 1 })
    expect(decide(taskOf({ submitSec: 1 }), situationOf({ offer })).kind).toBe('leave')
  })
})

describe('decide, later', () => {
  test('executes what it has accepted, whatever its offer says by now', () => {
    const task = taskOf({ state: 'Accepted', provider: self, submitBy: 40n })
    expect(decide(task, situationOf({ offer: undefined, freeStake: 0n }))).toEqual({ kind: 'execute' })
  })

  test('S-3: an operator executes what it accepted; what another key accepted is passed on to that key, or to the owner, while there is time', () => {
    const task = taskOf({ state: 'Accepted', provider: self, operator: other, submitBy: 40n })
    expect(decide(task, situationOf({ key: other })).kind).toBe('execute')
    expect(decide(task, situationOf({ key: self })).kind).toBe('execute')
    const anothers = { ...task, operator: self }
    expect(decide(anothers, situationOf({ key: other })).kind, 'its process may share the queue').toBe('pass')
    expect(decide(anothers, situationOf({ key: other, now: 40n })).kind).toBe('leave')
  })

  test('does not submit too late', () => {
    const task = taskOf({ state: 'Accepted', provider: self, submitBy: 40n })
    expect(decide(task, situationOf({ now: 40n })).kind).toBe('leave')
  })

  test('leaves what another has accepted', () => {
    expect(decide(taskOf({ state: 'Accepted', provider: other, submitBy: 40n }), situationOf()).kind).toBe('leave')
  })

  test.each(['Submitted', 'Final', 'Refuted', 'Expired', 'Cancelled'] as const)('leaves a task that is %s', (state) => {
    expect(decide(taskOf({ state, provider: self }), situationOf()).kind).toBe('leave')
  })
})
