import { expect, test } from 'vitest'
import { createCache } from './createCache.ts'

const cacheOf = (maxWeight: number) => {
  const loaded: string[] = []
  const disposed: string[] = []
  const cache = createCache<string>({
    load: async (key) => {
      loaded.push(key)
      await Promise.resolve()
      if (key === 'bad') throw new TypeError('no such thing')
      return key
    },
    maxWeight,
    weigh: (value) => value.length,
    dispose: async (value) => void disposed.push(value),
  })
  return { cache, loaded, disposed }
}

test('loads once for all who ask at the same time', async () => {
  const { cache, loaded } = cacheOf(10)
  expect(await Promise.all([cache.get('a'), cache.get('a'), cache.get('a')])).toEqual(['a', 'a', 'a'])
  await cache.get('a')
  expect(loaded).toEqual(['a'])
})

test('drops the least recently used beyond its weight', async () => {
  const { cache, disposed } = cacheOf(6)
  for (const key of ['aa', 'bb', 'cc', 'aa', 'dd']) await cache.get(key)
  expect(disposed).toEqual(['bb'])
  expect(cache.weight()).toBe(6)
})

test('keeps the newest, whatever it weighs', async () => {
  const { cache, disposed } = cacheOf(3)
  await cache.get('aa')
  await cache.get('bbbbbb')
  expect(disposed).toEqual(['aa'])
  expect(cache.weight()).toBe(6)
})

test('forgets a failed load', async () => {
  const { cache, loaded } = cacheOf(3)
  await expect(cache.get('bad')).rejects.toThrow('no such thing')
  await expect(cache.get('bad')).rejects.toThrow('no such thing')
  expect(loaded).toEqual(['bad', 'bad'])
  expect(cache.weight()).toBe(0)
})

test('disposes of everything when it is cleared', async () => {
  const { cache, disposed } = cacheOf(10)
  await cache.get('a')
  await cache.get('b')
  await cache.clear()
  expect(disposed).toEqual(['a', 'b'])
})
