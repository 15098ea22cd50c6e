import { expect, it } from 'vitest'
import { effectiveMultiplier } from './effectiveMultiplier.ts'

it.each([2 ** -60, 2 ** 60, 1, 0.003])('%d counts as itself', (multiplier) => {
  expect(effectiveMultiplier(multiplier)).toBe(multiplier)
})

it.each([
  0,
  -0,
  -1,
  2 ** -61,
  2 ** -60 * (1 - 2 ** -24),
  2 ** 60 * (1 + 2 ** -23),
  2 ** -149,
  Infinity,
  -Infinity,
  Number.NaN,
])('%d counts as 0', (multiplier) => {
  expect(effectiveMultiplier(multiplier)).toBe(0)
})
