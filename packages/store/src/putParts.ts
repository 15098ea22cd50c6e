import { type Digest, maxBlockBytes, type Store } from './Store.ts'

/** Stores content of any length as blocks; the digests, in order, are what `getParts` needs. Empty content is one empty block. */
export async function putParts(store: Store, bytes: Uint8Array, partBytes = maxBlockBytes): Promise<Digest[]> {
  const digests: Digest[] = []
  for (let start = 0; start === 0 || start < bytes.length; start += partBytes) {
    digests.push(await store.put(bytes.subarray(start, start + partBytes)))
  }
  return digests
}
