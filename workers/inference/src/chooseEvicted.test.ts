import { expect, test } from 'vitest'
import { chooseEvicted } from './chooseEvicted.ts'

const bounds = { maxBytes: 100, maxAgeMs: 1_000, minAgeMs: 100 }
const input = (digest: string, age: number, bytes = 30) => ({ digest, bytes, wantedAt: 10_000 - age })
const evicted = (held: readonly ReturnType<typeof input>[], needed: readonly string[] = []) =>
  chooseEvicted(held, new Set(needed), 10_000, bounds).map(({ digest }) => digest)

test('what is too old goes, and nothing else where there is room', () => {
  expect(evicted([input('new', 50), input('old', 1_500), input('used', 500)])).toEqual(['old'])
})

test('where there is too much the oldest goes first, until there is some room', () => {
  const held = [input('c', 300), input('a', 900), input('b', 600), input('d', 200)]
  expect(evicted(held)).toEqual(['a'])
  expect(evicted([...held, input('e', 150)])).toEqual(['a', 'b'])
})

test('what an open task needs never goes, nor what was wanted just now', () => {
  const held = [input('a', 5_000, 200), input('b', 900), input('c', 50, 200)]
  expect(evicted(held, ['a'])).toEqual(['b'])
  expect(evicted(held, ['a', 'b'])).toEqual([])
})
