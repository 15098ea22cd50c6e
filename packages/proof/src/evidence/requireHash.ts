import { equalBytes } from '../equalBytes.ts'
import { EvidenceError } from '../errors.ts'
import { toHex } from '../toHex.ts'

/** @throws EvidenceError unless what was served hashes to what was committed */
export function requireHash(what: string, served: Uint8Array, expected: Uint8Array): void {
  if (!equalBytes(served, expected)) {
    throw new EvidenceError(what, `bytes that hash to ${toHex(served)}`, `bytes that hash to ${toHex(expected)}`)
  }
}
