import { hashChunks } from '../hash.ts'
import { HashTree } from './HashTree.ts'
import { paddingLeaf } from './paddingLeaf.ts'
import type { TensorTree } from './TensorTree.ts'

/** A tensor whose bytes are all at hand. */
export type ChunkTree = TensorTree & HashTree

/** Commits to a tensor's bytes, which are kept, not copied: whoever changes them later breaks the tree. */
export function chunkTree(bytes: Uint8Array, chunkLog2: number): ChunkTree {
  return new Chunks(bytes, chunkLog2)
}

class Chunks extends HashTree implements TensorTree {
  readonly chunkSize: number
  readonly #bytes: Uint8Array

  constructor(bytes: Uint8Array, chunkLog2: number) {
    super(hashChunks(bytes, 2 ** chunkLog2), paddingLeaf(chunkLog2))
    this.chunkSize = 2 ** chunkLog2
    this.#bytes = bytes
  }

  chunk(index: number): Uint8Array {
    const size = this.chunkSize
    const part = this.#bytes.subarray(index * size, (index + 1) * size)
    if (part.length === size) return part
    const padded = new Uint8Array(size)
    padded.set(part)
    return padded
  }
}
