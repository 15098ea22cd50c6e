import { ContentNotFound, digestOf, type Store, StoreUnreachable } from '@assay/store'
import { expect, test } from 'vitest'
import { createMetrics } from './createMetrics.ts'
import { meteredStore } from './meteredStore.ts'

const bytes = new Uint8Array(100)
const digest = digestOf(bytes)
const world = () => {
  const trouble: { error?: Error } = {}
  const answer = async <T>(value: T): Promise<T> => {
    if (trouble.error !== undefined) throw trouble.error
    return value
  }
  const store: Store = {
    url: 'http://store',
    put: () => answer(digest),
    get: () => answer(bytes),
    has: () => answer(true),
    close: async () => {},
  }
  const metrics = createMetrics('watchtower', { endpoint: [] })
  const series = async (name: string) => {
    const { text } = await metrics.read()
    return Number(
      text
        .split('\n')
        .find((line) => line.startsWith(name))
        ?.split(' ')
        .at(-1),
    )
  }
  return { trouble, series, store: meteredStore(store, metrics) }
}

test('calls and bytes are counted', async () => {
  const { store, series } = world()
  await store.put(bytes)
  await store.get(digest, { maxBytes: 100 })
  await store.has(digest)
  expect(await series('assay_store_read_bytes_total')).toBe(100)
  expect(await series('assay_store_written_bytes_total')).toBe(100)
  expect(await series('assay_store_calls_total{operation="has",outcome="ok"')).toBe(1)
})

test('a failure is counted and thrown; trouble is what lies with the store, until a call succeeds', async () => {
  const { store, series, trouble } = world()
  trouble.error = new ContentNotFound(digest, 'http://store')
  await expect(store.get(digest, { maxBytes: 1 })).rejects.toBe(trouble.error)
  expect(store.trouble(), 'what nobody published is not its fault').toBeUndefined()
  trouble.error = new StoreUnreachable('http://store', 'ECONNREFUSED')
  await expect(store.get(digest, { maxBytes: 1 })).rejects.toBe(trouble.error)
  expect(store.trouble()).toContain('ECONNREFUSED')
  expect(await series('assay_store_calls_total{operation="get",outcome="not_found"')).toBe(1)
  expect(await series('assay_store_calls_total{operation="get",outcome="unreachable"')).toBe(1)
  delete trouble.error
  await store.has(digest)
  expect(store.trouble()).toBeUndefined()
})
