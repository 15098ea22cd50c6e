import { expect, test } from 'vitest'
import { TooBusy } from './errors.ts'
import { limiter } from './limiter.ts'

test('runs so many at a time, lets so many wait, and refuses the rest', async () => {
  const limit = limiter(2, 3)
  let active = 0
  let most = 0
  const release: (() => void)[] = []
  const work = async () => {
    active += 1
    most = Math.max(most, active)
    await new Promise<void>((resolve) => release.push(resolve))
    active -= 1
    return 'done'
  }
  const accepted = Array.from({ length: 5 }, () => limit(work))
  await expect(limit(work)).rejects.toBeInstanceOf(TooBusy)
  const results = Promise.all(accepted)
  while (release.length > 0 || active > 0) {
    release.shift()?.()
    await new Promise((resolve) => setTimeout(resolve, 0))
  }
  expect(await results).toEqual(Array(5).fill('done'))
  expect(most).toBe(2)
})

test('goes on after a failure', async () => {
  const limit = limiter(1, 1)
  await expect(limit(() => Promise.reject(new TypeError('no')))).rejects.toThrow('no')
  expect(await limit(async () => 1)).toBe(1)
})
