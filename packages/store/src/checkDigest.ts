import { DigestInvalid } from './errors.ts'
import type { Digest } from './Store.ts'

export function checkDigest(digest: string): asserts digest is Digest {
  if (!/^0x[0-9a-f]{64}$/.test(digest)) throw new DigestInvalid(digest)
}
