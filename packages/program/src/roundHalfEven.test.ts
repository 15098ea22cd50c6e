import { expect, it } from 'vitest'
import { roundHalfEven } from './roundHalfEven.ts'

it.each([
  [0.5, 0],
  [1.5, 2],
  [2.5, 2],
  [-0.5, 0],
  [-1.5, -2],
  [-2.5, -2],
  [0.49999997, 0],
  [0.50000006, 1],
  [-0.50000006, -1],
  [2 ** 24 + 0.5, 2 ** 24],
  [2 ** 24 + 1.5, 2 ** 24 + 2],
  [2 ** -60, 0],
  [-(2 ** -60), 0],
  [2 ** 91, 2 ** 91],
  [-(2 ** 91), -(2 ** 91)],
  [Infinity, Infinity],
  [-Infinity, -Infinity],
])('rounds %d to %d', (x, expected) => {
  // + 0 because -0 is as good as 0 here
  expect(roundHalfEven(x) + 0).toBe(expected)
})
