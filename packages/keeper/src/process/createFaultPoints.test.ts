import { expect, test } from 'vitest'
import { FaultPointInvalid } from '../errors.ts'
import { createFaultPoints } from './createFaultPoints.ts'
import { SIDE_EFFECTS, type SideEffect } from './SIDE_EFFECTS.ts'

test('kills right after the named effect has happened as often as said', () => {
  for (const effect of Object.keys(SIDE_EFFECTS) as SideEffect[]) {
    let killed = 0
    const after = createFaultPoints(`${effect}:2`, () => (killed += 1))
    for (const other of Object.keys(SIDE_EFFECTS) as SideEffect[]) if (other !== effect) after(other)
    after(effect)
    expect(killed, `${effect} once`).toBe(0)
    after(effect)
    expect(killed, `${effect} twice`).toBe(1)
  }
})

test('does nothing without a specification', () => {
  expect(() => createFaultPoints(undefined)('send')).not.toThrow()
})

test.each(['sent', 'send:0', 'send:x', ':1', 'toString', ''])('refuses "%s" and lists the effects', (specification) => {
  expect(() => createFaultPoints(specification)).toThrow(FaultPointInvalid)
  expect(() => createFaultPoints(specification)).toThrow(/send, mined/)
})
