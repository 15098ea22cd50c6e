import { equalBytes } from '../equalBytes.ts'
import { ProofError } from '../errors.ts'
import { type Bytes32, HASH_BYTES } from '../hash.ts'
import { firstDifference } from '../steps/firstDifference.ts'
import type { HashTree } from '../tree/HashTree.ts'
import { MerkleTree } from '../tree/MerkleTree.ts'
import type { TensorTree } from '../tree/TensorTree.ts'

/** A tensor as far as it was served: the roots of its parts, the leaf hashes of some parts, some chunks. */
export class ServedTensor extends MerkleTree implements TensorTree {
  readonly root: Bytes32
  readonly depth: number
  /** All leaves, padding included. */
  readonly count: number
  readonly chunkSize: number
  /** Levels of a part; 0: all leaf hashes are known at once, each a part of its own. */
  readonly partDepth: number
  readonly #top: HashTree
  readonly #parts: ReadonlyMap<number, HashTree>
  readonly #chunks: ReadonlyMap<number, Uint8Array>

  /** @param top over the roots of all parts */
  constructor(
    top: HashTree,
    chunkSize: number,
    partDepth = 0,
    parts: ReadonlyMap<number, HashTree> = new Map(),
    chunks: ReadonlyMap<number, Uint8Array> = new Map(),
  ) {
    super()
    this.root = top.root
    this.depth = top.depth + partDepth
    this.count = 2 ** this.depth
    this.chunkSize = chunkSize
    this.partDepth = partDepth
    this.#top = top
    this.#parts = parts
    this.#chunks = chunks
  }

  has(index: number): boolean {
    return this.#chunks.has(index)
  }

  hasLeaf(index: number): boolean {
    return this.partDepth === 0 || this.#parts.has(Math.floor(index / 2 ** this.partDepth))
  }

  chunk(index: number): Uint8Array {
    const chunk = this.#chunks.get(index)
    if (chunk === undefined)
      throw new ProofError(`Chunk ${index} has not been served. Fetch it, then checkChunk it in.`)
    return chunk
  }

  override hash(level: number, index: number): Bytes32 {
    if (level >= this.partDepth) return this.#top.hash(level - this.partDepth, index)
    const within = 2 ** (this.partDepth - level)
    const part = this.#parts.get(Math.floor(index / within))
    if (part === undefined)
      throw new ProofError(`The leaf hashes of part ${Math.floor(index / within)} have not been served. Fetch them.`)
    return part.hash(level, index % within)
  }

  /** The first part whose root differs from `ours`, a tree of the same depth with another root. */
  firstPart(ours: HashTree): number {
    if (this.partDepth === 0) return Math.floor(firstDifference(this.#top.leaves, ours.leaves) / HASH_BYTES)
    let part = 0
    while (equalBytes(this.#top.hash(0, part), ours.hash(this.partDepth, part))) part++
    return part
  }

  /** The first leaf that differs from `ours`; undefined if its part has not been served. */
  firstLeaf(ours: HashTree): number | undefined {
    const part = this.firstPart(ours)
    const size = 2 ** this.partDepth
    if (this.partDepth === 0) return part
    if (!this.#parts.has(part)) return undefined
    let leaf = part * size
    while (equalBytes(this.hash(0, leaf), ours.hash(0, leaf))) leaf++
    return leaf
  }

  withChunk(index: number, chunk: Uint8Array): ServedTensor {
    const chunks = new Map(this.#chunks).set(index, chunk)
    return new ServedTensor(this.#top, this.chunkSize, this.partDepth, this.#parts, chunks)
  }

  /** @param leaves of the part, whose root is that of the part */
  withPart(part: number, leaves: HashTree): ServedTensor {
    const parts = new Map(this.#parts).set(part, leaves)
    return new ServedTensor(this.#top, this.chunkSize, this.partDepth, parts, this.#chunks)
  }
}
