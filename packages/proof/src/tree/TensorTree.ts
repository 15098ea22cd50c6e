import type { MerkleTree } from './MerkleTree.ts'

/** What can be proven about a committed tensor: docs/format.md, "tensorRoot". */
export interface TensorTree extends MerkleTree {
  readonly chunkSize: number

  /** A whole chunk, zero-padded past the tensor's end; `index` may be that of a padding chunk. */
  chunk(index: number): Uint8Array
}
