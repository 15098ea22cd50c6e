import { expect, it } from 'vitest'
import { effectiveCoefficient } from './effectiveCoefficient.ts'

it.each([1, -1, 2 ** -60, -(2 ** -60), 2 ** 60, -(2 ** 60), 0.1])('keeps %s', (value) =>
  expect(effectiveCoefficient(value)).toBe(value),
)

it.each([
  Number.NaN,
  Infinity,
  -Infinity,
  2 ** -61,
  -(2 ** -61),
  2 ** 60 * (1 + 2 ** -23),
  -(2 ** 61),
  2 ** -149,
  0,
  -0,
])('takes %s for 0', (value) => expect(effectiveCoefficient(value)).toBe(0))
