import { expect, test } from 'vitest'
import { createHeld } from './createHeld.ts'

const held = () => createHeld<string>(10, (text) => text.length)

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
