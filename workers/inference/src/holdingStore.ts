import type { Digest, Store } from '@assay/store'

export interface HoldingStore extends Store {
  /** Writes the copies that could not be written before. @returns why one of them still cannot; undefined if all are there */
  unwritten(): Promise<unknown>
  /** Why there is no copy of this; undefined if there is one. */
  lacks(digest: Digest): Promise<unknown>
}

/** More parts than any provider's models have. */
const MAX_MISSING = 10_000

/**
 * Keeps a copy of whatever is read, and reads the copy first: a provider that has accepted a task holds its model and input
 * (RULE T-5) whatever becomes of the store they came from. A copy that cannot be written (the disk is full) stops no task that was
 * accepted already: what was read is given all the same, and whoever is about to accept one asks `unwritten` or `lacks`.
 * @param maxMissing how many copies `unwritten` writes later; 0 for a store whose contents go out of use by themselves
 */
export const holdingStore = (
  source: Store,
  held: Store,
  onStored: () => void,
  maxMissing = MAX_MISSING,
): HoldingStore => {
  let failure: unknown
  /** With the limit that each was read under. */
  const missing = new Map<Digest, number>()
  const write = async (digest: Digest, bytes: Uint8Array) => {
    await held.put(bytes)
    missing.delete(digest)
    onStored()
  }
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
      await write(digest, bytes).catch((error: unknown) => {
        failure = error
        if (missing.size < maxMissing) missing.set(digest, options.maxBytes)
      })
      return bytes
    },
    has: async (digest) => (await held.has(digest)) || source.has(digest),
    close: async () => {
      await Promise.all([source.close(), held.close()])
    },
    unwritten: async () => {
      try {
        // read once and in memory since: nobody asks for it again
        for (const [digest, maxBytes] of [...missing]) await write(digest, await source.get(digest, { maxBytes }))
        return undefined
      } catch (error) {
        return error
      }
    },
    lacks: async (digest) => ((await held.has(digest)) ? undefined : (failure ?? `there is no copy of ${digest}`)),
  }
}
