import { expect, test, vi } from 'vitest'
import { countJobs } from './countJobs.ts'

test('a queue is asked once a second, however often somebody wants to know', async () => {
  const ask = vi.fn(async () => ({ waiting: 3 }))
  const count = countJobs(ask)
  expect(await Promise.all([count(), count(), count()])).toEqual(Array(3).fill({ counts: { waiting: 3 } }))
  expect(ask).toHaveBeenCalledTimes(1)
})

test('a queue that fails is in trouble, in its own words', async () => {
  expect(await countJobs(() => Promise.reject(new TypeError('no database')))()).toEqual({
    counts: {},
    trouble: 'TypeError: no database',
  })
})

test('a queue that is silent is in trouble, and not waited for', async () => {
  const started = performance.now()
  expect((await countJobs(() => new Promise(() => {}))()).trouble).toBe('no answer within 2 s')
  expect(performance.now() - started).toBeGreaterThan(1_900)
})
