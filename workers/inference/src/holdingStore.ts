import type { Store } from '@assay/store'

/**
 * Keeps a copy of whatever is read, and reads the copy first: a provider that has accepted a task holds its model and input
 * (RULE T-5) whatever becomes of the store they came from.
 */
export const holdingStore = (source: Store, held: Store, onStored: () => void): Store => ({
  url: source.url,
  put: (bytes) => source.put(bytes),
  get: async (digest, options) => {
    if (await held.has(digest)) {
      try {
        return await held.get(digest, options)
      } catch {
        // Damaged on disk: fetched again below.
      }
    }
    const bytes = await source.get(digest, options)
    await held.put(bytes)
    onStored()
    return bytes
  },
  has: async (digest) => (await held.has(digest)) || source.has(digest),
  close: async () => {
    await Promise.all([source.close(), held.close()])
  },
})
