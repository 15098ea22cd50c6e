import type { Digest, Store } from './Store.ts'

/** Reads and joins what `putParts` stored; throws ContentTooLarge rather than read more than `maxBytes` in all. */
export async function getParts(
  store: Store,
  digests: readonly Digest[],
  options: { readonly maxBytes: number },
): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let left = options.maxBytes
  for (const digest of digests) {
    const part = await store.get(digest, { maxBytes: left })
    left -= part.length
    parts.push(part)
  }
  return new Uint8Array(Buffer.concat(parts))
}
