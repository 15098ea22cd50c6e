import { type Bytes32, ZERO_HASH } from '../hash.ts'
import { joinBytes } from '../joinBytes.ts'
import { HashTree } from './HashTree.ts'

/** A tree over given 32-byte items, unhashed, padded with 32 zero bytes; docs/format.md, "list root". */
export type ListTree = HashTree

export function listTree(items: readonly Bytes32[]): ListTree {
  return new HashTree(joinBytes(items), ZERO_HASH)
}
