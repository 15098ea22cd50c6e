import { expect, test } from 'vitest'
import { createHolders } from './createHolders.ts'

test('gives back once, when the last lets go; each value by itself', () => {
  const given: string[] = []
  const named = (name: string) => ({ release: () => given.push(name) })
  const [a, b] = [named('a'), named('b')]
  const holders = createHolders<{ release(): void }>()
  for (const value of [a, b, a]) holders.hold(value)
  holders.letGo(a)
  expect(given).toEqual([])
  holders.letGo(b)
  holders.letGo(a)
  expect(given).toEqual(['b', 'a'])
})
