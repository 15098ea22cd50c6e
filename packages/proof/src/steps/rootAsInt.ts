import type { Bytes32 } from '../hash.ts'
import { toHex } from '../toHex.ts'

/** int256(uint256(root)), as an event carries it. */
export function rootAsInt(root: Bytes32): bigint {
  return BigInt.asIntN(256, BigInt(toHex(root)))
}
