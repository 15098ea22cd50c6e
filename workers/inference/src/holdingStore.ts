import type { Store } from '@assay/store'

export interface HoldingStore extends Store {
  /** Why the last copy could not be written; undefined if it was. */
  unwritten(): unknown
}

/**
 * Keeps a copy of whatever is read, and reads the copy first: a provider that has accepted a task holds its model and input
 * (RULE T-5) whatever becomes of the store they came from. A copy that cannot be written (the disk is full) stops no task that was
 * accepted already: what was read is given all the same, and whoever is about to accept one asks `unwritten`.
 */
export const holdingStore = (source: Store, held: Store, onStored: () => void): HoldingStore => {
  let failure: { readonly error: unknown } | undefined
  return {
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
      try {
        await held.put(bytes)
        failure = undefined
        onStored()
      } catch (error) {
        failure = { error }
      }
      return bytes
    },
    has: async (digest) => (await held.has(digest)) || source.has(digest),
    close: async () => {
      await Promise.all([source.close(), held.close()])
    },
    unwritten: () => failure?.error,
  }
}
