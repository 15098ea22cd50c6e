import { digestOf, type Store } from '@assay/store'
import { expect, test } from 'vitest'
import { holdingStore } from './holdingStore.ts'

const memoryStore = (): Store & { contents: Map<string, Uint8Array> } => {
  const contents = new Map<string, Uint8Array>()
  return {
    url: 'memory',
    contents,
    put: async (bytes) => {
      const digest = digestOf(bytes)
      contents.set(digest, bytes)
      return digest
    },
    get: async (digest) => {
      const bytes = contents.get(digest)
      if (bytes === undefined) throw new TypeError('not there')
      return bytes
    },
    has: async (digest) => contents.has(digest),
    close: async () => {},
  }
}

test('T-5: holds what it has read, whatever becomes of the source', async () => {
  const [source, held] = [memoryStore(), memoryStore()]
  let stored = 0
  const store = holdingStore(source, held, () => (stored += 1))
  const bytes = Uint8Array.of(1, 2, 3)
  const digest = await source.put(bytes)
  expect(await store.get(digest, { maxBytes: 3 })).toEqual(bytes)
  source.contents.clear()
  expect(await store.get(digest, { maxBytes: 3 })).toEqual(bytes)
  expect(stored, 'stored once').toBe(1)
})

test('fetches again what is damaged on disk', async () => {
  const [source, held] = [memoryStore(), memoryStore()]
  const store = holdingStore(source, { ...held, get: () => Promise.reject(new TypeError('damaged')) }, () => {})
  const bytes = Uint8Array.of(4)
  const digest = await source.put(bytes)
  await held.put(bytes)
  expect(await store.get(digest, { maxBytes: 1 })).toEqual(bytes)
})

test('what goes out of use by itself is not remembered where it could not be written', async () => {
  const [source, held] = [memoryStore(), memoryStore()]
  let tried = 0
  const put = async (): Promise<never> => {
    tried += 1
    throw new TypeError('ENOSPC')
  }
  const store = holdingStore(source, { ...held, put }, () => {}, 0)
  const digest = await source.put(Uint8Array.of(4))
  await store.get(digest, { maxBytes: 1 })
  expect(await store.unwritten()).toBeUndefined()
  expect(tried).toBe(1)
  expect(String(await store.lacks(digest))).toContain('ENOSPC')
})

test('a full disk keeps nothing from being read, and is told to whoever asks', async () => {
  const [source, held] = [memoryStore(), memoryStore()]
  let full = true
  const put = (bytes: Uint8Array) => (full ? Promise.reject(new TypeError('ENOSPC')) : held.put(bytes))
  const store = holdingStore(source, { ...held, put }, () => {})
  const bytes = Uint8Array.of(4)
  const digest = await source.put(bytes)
  expect(await store.get(digest, { maxBytes: 1 })).toEqual(bytes)
  expect(String(await store.unwritten())).toContain('ENOSPC')
  expect(String(await store.lacks(digest))).toContain('ENOSPC')
  full = false
  expect(await store.unwritten(), 'written now, though nobody reads it again').toBeUndefined()
  expect(held.contents.get(digest)).toEqual(bytes)
  expect(await store.lacks(digest)).toBeUndefined()
})
