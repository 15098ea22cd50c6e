/** sha256 of the content: 0x and 64 lower-case hexadecimal digits. A bytes32 on chain is enough to find it. */
export type Digest = `0x${string}`

/** Content by its hash. One entry is one block of at most `maxBlockBytes`; `putParts` and `getParts` split what is larger. */
export interface Store {
  /** For messages. */
  readonly url: string
  put(bytes: Uint8Array): Promise<Digest>
  /** Hashes every byte it returns. Throws ContentNotFound, ContentAltered, ContentTooLarge, StoreUnreachable. */
  get(digest: Digest, options: { readonly maxBytes: number }): Promise<Uint8Array>
  has(digest: Digest): Promise<boolean>
  close(): Promise<void>
}

/** Kubo and every pinning service accept blocks of this size. */
export const maxBlockBytes = 1 << 20
