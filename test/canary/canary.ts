import { expect, test } from 'vitest'

test('passes', () => {
  expect(1).toBe(1)
})

test('fails on purpose: the runner must report it', () => {
  expect(1).toBe(2)
})
