import { type Hex, isHex } from 'viem'

/** The bytes a call reverted with, wherever viem or the node put them; undefined if it did not revert with data. */
export function revertDataOf(error: unknown): Hex | undefined {
  for (let at = error; typeof at === 'object' && at !== null; at = (at as { cause?: unknown }).cause) {
    const { raw, data } = at as { raw?: unknown; data?: unknown }
    const nested = typeof data === 'object' && data !== null ? (data as { data?: unknown }).data : undefined
    for (const candidate of [raw, data, nested]) {
      // selector at least; a decoded `data` object is not hex
      if (isHex(candidate) && candidate.length >= 10) return candidate
    }
  }
  return undefined
}
