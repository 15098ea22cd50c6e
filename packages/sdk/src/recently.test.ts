import { expect, test } from 'vitest'
import { recently } from './recently.ts'

test('asks once for all who ask while an answer is on its way or fresh, and again when it is old', async () => {
  let clock = 0
  let asked = 0
  const ask = recently(
    async () => ++asked,
    100,
    () => clock,
  )
  expect(await Promise.all([ask(), ask()])).toEqual([1, 1])
  clock = 99
  expect(await ask()).toBe(1)
  clock = 100
  expect(await ask(), 'it is as old as it may be').toBe(2)
})

test('keeps no failure', async () => {
  let asked = 0
  const ask = recently(async () => (++asked === 1 ? Promise.reject(new TypeError('away')) : asked), 1_000)
  const [first, second] = [ask(), ask()]
  await expect(first).rejects.toThrow('away')
  await expect(second).rejects.toThrow('away')
  expect(await ask()).toBe(2)
})
