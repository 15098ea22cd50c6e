import { expect, test } from 'vitest'
import { createCache } from './createCache.ts'

const cacheOf = (maxWeight: number) => {
  const loaded: string[] = []
  const disposed: string[] = []
  const cache = createCache<string>({
    maxWeight,
    weigh: (value) => value.length,
    dispose: async (value) => void disposed.push(value),
  })
  const load = async (key: string) => {
    loaded.push(key)
    await Promise.resolve()
    if (key === 'bad') throw new TypeError('no such thing')
    return key
  }
  /** What is read, and whether it was there still when it had been read. */
  const read = (key: string, during: () => unknown = () => {}) =>
    cache.use(
      key,
      () => load(key),
      async (value) => {
        await during()
        if (disposed.includes(value)) throw new TypeError(`${value} was disposed of while it was read`)
        return value
      },
    )
  return { cache, loaded, disposed, read }
}

/** A reader that reads until it is told to end. */
const slowReader = () => {
  let end = () => {}
  const ended = new Promise<void>((resolve) => {
    end = resolve
  })
  let start = () => {}
  const started = new Promise<void>((resolve) => {
    start = resolve
  })
  const during = () => {
    start()
    return ended
  }
  return { started, during, end }
}

test('loads once for all who ask at the same time', async () => {
  const { read, loaded } = cacheOf(10)
  expect(await Promise.all([read('a'), read('a'), read('a')])).toEqual(['a', 'a', 'a'])
  await read('a')
  expect(loaded).toEqual(['a'])
})

test('drops the least recently used beyond its weight', async () => {
  const { cache, read, disposed } = cacheOf(6)
  for (const key of ['aa', 'bb', 'cc', 'aa', 'dd']) await read(key)
  expect(disposed).toEqual(['bb'])
  expect(cache.weight()).toBe(6)
})

test('keeps the newest, whatever it weighs', async () => {
  const { cache, read, disposed } = cacheOf(3)
  await read('aa')
  await read('bbbbbb')
  expect(disposed).toEqual(['aa'])
  expect(cache.weight()).toBe(6)
})

test('forgets a failed load', async () => {
  const { cache, read, loaded, disposed } = cacheOf(3)
  await expect(Promise.all([read('bad'), read('bad')])).rejects.toThrow('no such thing')
  await expect(read('bad')).rejects.toThrow('no such thing')
  expect(loaded).toEqual(['bad', 'bad'])
  await cache.clear()
  expect([cache.weight(), disposed]).toEqual([0, []])
})

test('disposes of everything when it is cleared, of what is being loaded too', async () => {
  const { cache, read, disposed } = cacheOf(10)
  await read('a')
  const loading = read('b')
  await cache.clear()
  await loading
  expect([disposed, cache.weight()]).toEqual([['a', 'b'], 0])
})

test('disposes of what it dropped when the last who reads it has ended', async () => {
  const { cache, read, loaded, disposed } = cacheOf(2)
  const readers = [slowReader(), slowReader()] as const
  const reading = readers.map(({ during }) => read('aa', during))
  await Promise.all(readers.map(({ started }) => started))
  await read('bb')
  expect(cache.weight(), 'dropped').toBe(2)
  expect(await read('aa'), 'loaded again, for it is not held').toBe('aa')
  expect(loaded).toEqual(['aa', 'bb', 'aa'])
  expect(disposed).toEqual(['bb'])
  readers[0].end()
  await reading[0]
  expect(disposed, 'the other still reads').toEqual(['bb'])
  readers[1].end()
  await reading[1]
  expect(disposed).toEqual(['bb', 'aa'])
})

test('cleared while it is read, disposes of it once, afterwards', async () => {
  const { cache, read, disposed } = cacheOf(2)
  const reader = slowReader()
  const reading = read('aa', reader.during)
  await reader.started
  await cache.clear()
  await cache.clear()
  expect([disposed, cache.weight()]).toEqual([[], 0])
  reader.end()
  await reading
  expect(disposed).toEqual(['aa'])
})

test('a reader that fails lets go like any other', async () => {
  const { read, disposed } = cacheOf(1)
  const fail = () => Promise.reject(new TypeError('unreadable'))
  await expect(read('a', fail)).rejects.toThrow('unreadable')
  expect(await read('a')).toBe('a')
  await read('b')
  expect(disposed).toEqual(['a'])
})

test('who reads one and asks for another that pushes it out waits for neither', async () => {
  const { read, disposed } = cacheOf(1)
  expect(await read('a', () => read('b', () => read('c')))).toBe('a')
  // 'b' was pushed out by 'c' while it was read, 'a' by 'b'
  expect(disposed).toEqual(['b', 'a'])
})

test('whoever comes when, nobody reads what was disposed of, and nothing is disposed of twice or kept beyond the weight', async () => {
  const live = new Map<object, string>()
  let most = 0
  const cache = createCache<{ readonly key: string }>({
    maxWeight: 3,
    weigh: () => 1,
    dispose: async (value) => {
      await Promise.resolve()
      if (!live.delete(value)) throw new TypeError(`${value.key} was disposed of twice`)
    },
  })
  const turns = async (count: number) => {
    for (let i = 0; i < count; i++) await Promise.resolve()
  }
  let seed = 1
  const draw = (below: number) => {
    seed = (seed * 48_271) % 2_147_483_647
    return seed % below
  }
  const reader = async () => {
    for (let i = 0; i < 300; i++) {
      const key = String(draw(7))
      const [loading, reading] = [draw(5), draw(9)]
      await cache.use(
        key,
        async () => {
          await turns(loading)
          const value = { key }
          live.set(value, key)
          return value
        },
        async (value) => {
          await turns(reading)
          expect(live.get(value), 'there when it has been read').toBe(key)
        },
      )
      most = Math.max(most, cache.weight())
    }
  }
  const READERS = 8
  await Promise.all(Array.from({ length: READERS }, reader))
  expect(most).toBeLessThanOrEqual(3 + READERS)
  expect([live.size, cache.weight()]).toEqual([3, 3])
  await cache.clear()
  expect([live.size, cache.weight()]).toEqual([0, 0])
})

test('what is dropped while it loads is its reader’s alone, and the next one loads it again', async () => {
  const { cache, loaded, disposed } = cacheOf(10)
  const loading = (key: string) => {
    let end = () => {}
    const ended = new Promise<void>((resolve) => {
      end = resolve
    })
    const read = cache.use(
      key,
      async () => {
        loaded.push(key)
        await ended
        return key
      },
      (value) => disposed.includes(value),
    )
    return { read, end }
  }
  const first = loading('a')
  const cleared = cache.clear()
  const second = loading('b')
  first.end()
  await Promise.all([first.read, cleared])
  second.end()
  expect(await second.read, 'disposed of while it is read').toBe(false)
  expect(disposed).toEqual(['a', 'b'])
  expect(cache.weight()).toBe(0)
  const again = loading('b')
  again.end()
  await again.read
  expect(loaded).toEqual(['a', 'b', 'b'])
})
