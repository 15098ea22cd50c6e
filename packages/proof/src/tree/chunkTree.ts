import { hashChunks, leafHash } from '../hash.ts'
import { TensorTree } from './TensorTree.ts'

/** Commits to a tensor's bytes, which are kept, not copied: whoever changes them later breaks the tree. */
export function chunkTree(bytes: Uint8Array, chunkLog2: number): TensorTree {
  return new ChunkTree(bytes, 2 ** chunkLog2)
}

class ChunkTree extends TensorTree {
  readonly #bytes: Uint8Array

  constructor(bytes: Uint8Array, chunkSize: number) {
    super(hashChunks(bytes, chunkSize), paddingLeaf(chunkSize), chunkSize)
    this.#bytes = bytes
  }

  override chunk(index: number): Uint8Array {
    const size = this.chunkSize
    const part = this.#bytes.subarray(index * size, (index + 1) * size)
    if (part.length === size) return part
    const padded = new Uint8Array(size)
    padded.set(part)
    return padded
  }
}

const paddingLeaves = new Map<number, Uint8Array>()

/** leaf(zero chunk), hashed once per chunk size. */
function paddingLeaf(chunkSize: number): Uint8Array {
  let leaf = paddingLeaves.get(chunkSize)
  if (leaf === undefined) {
    leaf = leafHash(new Uint8Array(chunkSize))
    paddingLeaves.set(chunkSize, leaf)
  }
  return leaf
}
