import { hashChunks } from '../hash.ts'
import { paddingLeaf } from './paddingLeaf.ts'
import { TensorTree } from './TensorTree.ts'

/** Commits to a tensor's bytes, which are kept, not copied: whoever changes them later breaks the tree. */
export function chunkTree(bytes: Uint8Array, chunkLog2: number): TensorTree {
  return new ChunkTree(bytes, chunkLog2)
}

class ChunkTree extends TensorTree {
  readonly #bytes: Uint8Array

  constructor(bytes: Uint8Array, chunkLog2: number) {
    super(hashChunks(bytes, 2 ** chunkLog2), paddingLeaf(chunkLog2), 2 ** chunkLog2)
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
