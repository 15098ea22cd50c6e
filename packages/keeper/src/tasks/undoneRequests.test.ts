import { expect, test } from 'vitest'
import { idOf } from '../../../../test/support/idOf.ts'
import { undoneRequests } from './undoneRequests.ts'

test('a request that is missing for ten minutes is undone, one that was found in between is not', () => {
  let now = 1_000
  const undone = undoneRequests(() => now)
  expect(undone.missing(idOf(1))).toBe(false)
  expect(undone.missing(idOf(2))).toBe(false)
  now += 599_999
  expect(undone.missing(idOf(1))).toBe(false)
  undone.found(idOf(2))
  now += 1
  expect(undone.missing(idOf(1))).toBe(true)
  expect(undone.missing(idOf(2)), 'counted anew').toBe(false)
  expect(undone.missing(idOf(1)), 'and so is one that ended').toBe(false)
})
