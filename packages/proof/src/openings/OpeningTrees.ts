import type { MerkleTree } from '../tree/MerkleTree.ts'

/** What an asker knows of the tree that it opens: at least the position's hash, and the path above it. */
export interface OpeningTrees {
  /** of the tensors' roots */
  readonly list: MerkleTree
  /** of the position's tensor; not needed for a position of the list */
  readonly tensor?: MerkleTree
}
