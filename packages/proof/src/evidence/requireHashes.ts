import { EvidenceError } from '../errors.ts'
import { HASH_BYTES } from '../hash.ts'

/** @throws EvidenceError unless `served` is exactly 2^depth hashes */
export function requireHashes(what: string, served: Uint8Array, depth: number): void {
  const expected = 2 ** depth * HASH_BYTES
  if (served.length !== expected) throw new EvidenceError(what, `${served.length} bytes`, `${expected} bytes`)
}
