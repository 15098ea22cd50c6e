import { seededRandom } from '@assay/proof/testing'
import { describe, expect, test } from 'vitest'
import { nextDelayMs, spentToday } from './plan.ts'

const DAY_MS = 86_400_000

describe('nextDelayMs', () => {
  test('gives as many a day as asked for, on average, and no two alike', () => {
    const random = seededRandom(5)
    const delays = Array.from({ length: 20_000 }, () => nextDelayMs(4, random.int(0, 2 ** 31 - 1) / 2 ** 31))
    const mean = delays.reduce((sum, delay) => sum + delay, 0) / delays.length
    expect(mean / (DAY_MS / 4)).toBeGreaterThan(0.97)
    expect(mean / (DAY_MS / 4)).toBeLessThan(1.03)
    expect(new Set(delays).size).toBeGreaterThan(19_900)
  })
  test('never ends and never is negative', () => {
    expect(nextDelayMs(1, 0)).toBe(-0)
    expect(Number.isFinite(nextDelayMs(1, 1 - 2 ** -48))).toBe(true)
  })
})

describe('spentToday', () => {
  const intent = (plannedAt: number, lock: string, ended?: 'not-answered' | 'convicted-by-others') => ({
    plannedAt,
    lock,
    ...(ended === undefined ? {} : { ended }),
  })
  test('counts the locks of one UTC day, lost or at risk, not those that nobody took', () => {
    const now = 10 * DAY_MS + 5
    const intents = [
      intent(10 * DAY_MS - 1, '1'),
      intent(10 * DAY_MS, '10'),
      intent(now, '100', 'convicted-by-others'),
      intent(now, '1000', 'not-answered'),
    ]
    expect(spentToday(intents, now)).toBe(110n)
  })
})
