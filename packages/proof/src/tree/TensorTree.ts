import type { Bytes32 } from '../hash.ts'
import { HashTree } from './HashTree.ts'

/** What can be proven about a committed tensor: docs/format.md, "tensorRoot". */
export abstract class TensorTree extends HashTree {
  readonly chunkSize: number

  constructor(leaves: Uint8Array, padding: Bytes32, chunkSize: number) {
    super(leaves, padding)
    this.chunkSize = chunkSize
  }

  /** A whole chunk, zero-padded past the tensor's end; `index` may be that of a padding chunk. */
  abstract chunk(index: number): Uint8Array
}
