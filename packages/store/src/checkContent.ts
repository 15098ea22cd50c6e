import { digestOf } from './digestOf.ts'
import { ContentAltered } from './errors.ts'
import type { Digest } from './Store.ts'

/** Returns `bytes` if they are the content `digest` names. */
export function checkContent(bytes: Uint8Array, digest: Digest, url: string): Uint8Array {
  const actual = digestOf(bytes)
  if (actual !== digest) throw new ContentAltered(digest, actual, url)
  return bytes
}
