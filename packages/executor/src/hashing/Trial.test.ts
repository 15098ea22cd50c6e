import { expect, test } from 'vitest'
import { Trial, type Way } from './Trial.ts'

/** The ways that a trial takes, where each takes this long, with one turn of each disturbed. */
const ways = (milliseconds: Readonly<Record<Way, number>>, turns: number): Way[] => {
  const trial = new Trial()
  return Array.from({ length: turns }, (_, turn) => {
    const way = trial.next()
    trial.note(way, milliseconds[way] + (turn < 2 ? 1000 : 0))
    return way
  })
}

test('takes turns, then keeps to what was faster', () => {
  const taken = ways({ alone: 10, shared: 6 }, 40)
  expect(taken.slice(0, 24).filter((way) => way === 'shared')).toHaveLength(12)
  expect(new Set(taken.slice(24))).toEqual(new Set(['shared']))
  expect(new Set(ways({ alone: 6, shared: 10 }, 40).slice(24))).toEqual(new Set(['alone']))
})

test('shares if that is a little faster, not if it is the same', () => {
  expect(ways({ alone: 10, shared: 9.9 }, 25).at(-1)).toBe('shared')
  expect(ways({ alone: 10, shared: 10 }, 25).at(-1)).toBe('alone')
})
