import { CID } from 'multiformats/cid'
import * as raw from 'multiformats/codecs/raw'
import * as multihash from 'multiformats/hashes/digest'
import { checkDigest } from './checkDigest.ts'
import type { Digest } from './Store.ts'

const SHA2_256 = 0x12

/** The CIDv1 (raw, sha2-256) of content with this digest. */
export function cidOf(digest: Digest): CID {
  checkDigest(digest)
  const hash = new Uint8Array(Buffer.from(digest.slice(2), 'hex'))
  return CID.createV1(raw.code, multihash.create(SHA2_256, hash))
}
