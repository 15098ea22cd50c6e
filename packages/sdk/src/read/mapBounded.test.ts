import { expect, it } from 'vitest'
import { mapBounded } from './mapBounded.ts'

it('has as many under way as it may, keeps the order, and starts no more after a failure', async () => {
  let [underWay, most] = [0, 0]
  const slow = async (item: number) => {
    most = Math.max(most, ++underWay)
    for (let turns = 0; turns < 10 - item; turns++) await Promise.resolve()
    underWay--
    return item * 2
  }
  expect(await mapBounded([0, 1, 2, 3, 4, 5, 6], 3, slow)).toEqual([0, 2, 4, 6, 8, 10, 12])
  expect(most).toBe(3)
  expect(await mapBounded([], 3, slow)).toEqual([])

  const started: number[] = []
  const failing = mapBounded([0, 1, 2, 3, 4, 5], 2, async (item) => {
    started.push(item)
    if (item === 1) throw new TypeError('one failed')
    await Promise.resolve()
  })
  await expect(failing).rejects.toThrow('one failed')
  await Promise.resolve()
  expect(started).toEqual([0, 1])
})
