import { expect, test } from 'vitest'
import { createHeld } from './createHeld.ts'
import type { Holders } from './createHolders.ts'

const held = (holders?: Holders<string>) => createHeld<string>(10, (text) => text.length, holders)

test('gives what was put, as long as there is room; what was used least recently goes', () => {
  const store = held()
  store.set('a', 'aaaa')
  store.set('b', 'bbbb')
  expect(store.get('a')).toBe('aaaa')
  store.set('c', 'cccc')
  expect([store.get('a'), store.get('b'), store.get('c')]).toEqual(['aaaa', undefined, 'cccc'])
  expect(store.bytes()).toBe(8)
})

test('holds nothing that is larger than all of its room, nor lets it push the rest out', () => {
  const store = held()
  store.set('a', 'aaaa')
  store.set('b', 'b'.repeat(11))
  expect([store.get('a'), store.get('b'), store.bytes()]).toEqual(['aaaa', undefined, 4])
  store.set('a', 'a'.repeat(11))
  expect([store.get('a'), store.bytes()]).toEqual([undefined, 0])
})

test('counts a value once, however often it is put or dropped', () => {
  const store = held()
  for (let i = 0; i < 5; i++) store.set('a', 'aaaa')
  expect(store.bytes()).toBe(4)
  store.drop('a')
  store.drop('a')
  expect(store.bytes()).toBe(0)
})

test('says what it holds and what it lets go; what is put again is held throughout', () => {
  const holds: string[] = []
  const store = held({ hold: (value) => holds.push(`+${value}`), letGo: (value) => holds.push(`-${value}`) })
  store.set('a', 'aaaa')
  store.set('a', 'aaaa')
  expect(holds).toEqual(['+aaaa', '+aaaa', '-aaaa'])
  holds.length = 0
  store.set('b', 'bbbbbbb')
  store.set('b', 'b'.repeat(11))
  store.drop('b')
  expect(holds, 'pushed out, too large, and no more there').toEqual(['+bbbbbbb', '-aaaa', '-bbbbbbb'])
})
