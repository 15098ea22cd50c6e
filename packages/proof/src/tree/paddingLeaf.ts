import { leafHash } from '../hash.ts'

const known: Uint8Array[] = []

/** leaf(zero chunk), hashed once per chunk size. */
export function paddingLeaf(chunkLog2: number): Uint8Array {
  let leaf = known[chunkLog2]
  if (leaf === undefined) {
    leaf = leafHash(new Uint8Array(2 ** chunkLog2))
    known[chunkLog2] = leaf
  }
  return leaf
}
