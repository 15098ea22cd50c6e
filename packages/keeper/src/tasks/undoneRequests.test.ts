import { expect, test } from 'vitest'
import { idOf } from '../../../../test/support/idOf.ts'
import { undoneRequests } from './undoneRequests.ts'

const [SECOND, MINUTE, HOUR] = [1_000, 60_000, 3_600_000]
const start = () => {
  const clock = { now: 1_000 }
  return { clock, undone: undoneRequests(() => clock.now) }
}

test('a request that is missing is looked at often for ten minutes, rarely for a day, and then no more', () => {
  const { clock, undone } = start()
  const looks: number[] = []
  const warned: number[] = []
  const begun = clock.now
  for (;;) {
    const { againMs, warning } = undone.missing(idOf(1))
    if (warning !== undefined) warned.push((clock.now - begun) / HOUR)
    if (againMs === undefined) break
    looks.push(againMs)
    clock.now += againMs
  }
  expect(new Set(looks.slice(0, 120))).toEqual(new Set([5 * SECOND]))
  expect(new Set(looks.slice(120))).toEqual(new Set([10 * MINUTE]))
  expect(clock.now - begun).toBe(24 * HOUR)
  expect(warned, 'at once, every hour, and at the end').toEqual(Array.from({ length: 25 }, (_, hour) => hour))
  expect(undone.missing(idOf(1)).againMs, 'an event told of it: it is counted anew').toBe(5 * SECOND)
})

test('the warning names the task, what it means, when it is looked at again, and what to check', () => {
  const { clock, undone } = start()
  const { warning } = undone.missing(idOf(1))
  for (const part of [idOf(1), 'reorganisation', 'in 5 s', 'ASSAY_RPC_URL']) expect(warning).toContain(part)
  expect(undone.missing(idOf(1)).warning, 'seldom').toBeUndefined()
  clock.now += HOUR
  expect(undone.missing(idOf(1)).warning).toContain('in 600 s')
  for (let hour = 2; hour < 24; hour++) {
    clock.now += HOUR
    undone.missing(idOf(1))
  }
  clock.now += HOUR
  expect(undone.missing(idOf(1)).warning).toContain('when an event tells of it')
})

test('one that was found in between is counted anew', () => {
  const { clock, undone } = start()
  undone.missing(idOf(1))
  clock.now += HOUR
  undone.found(idOf(1))
  expect(undone.missing(idOf(1))).toMatchObject({ againMs: 5 * SECOND, warning: expect.any(String) })
})

test('and so is one that nobody here looked at for long: another machine may have found it', () => {
  const { clock, undone } = start()
  undone.missing(idOf(1))
  clock.now += 48 * HOUR
  expect(undone.missing(idOf(1)).againMs).toBe(5 * SECOND)
})
