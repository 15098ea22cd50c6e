import { treeDepth } from '@assay/program'
import { type Bytes32, HASH_BYTES, hashPairs } from '../hash.ts'
import { joinBytes } from '../joinBytes.ts'
import { MerkleTree } from './MerkleTree.ts'
import { paddingLevel } from './paddingLevel.ts'

/** A binary tree over 2^depth hashes, of which those past the given ones are padding. */
export class HashTree extends MerkleTree {
  readonly root: Bytes32
  readonly depth: number
  /** Hashes given; the rest of the 2^depth are padding. */
  readonly count: number
  readonly #levels: Uint8Array[]
  readonly #padding: Bytes32

  /**
   * @param given hashes of the lowest level, one after another; kept, not copied
   * @param padding hash that fills the level up to a power of two; the root where none is given
   * @param depth of a part of a larger tree, which may be deeper than its hashes need
   */
  constructor(given: Uint8Array, padding: Bytes32, depth: number = treeDepth(given.length / HASH_BYTES)) {
    super()
    this.count = given.length / HASH_BYTES
    this.depth = depth
    this.#levels = [given]
    this.#padding = padding
    for (let level = 0; level < this.depth; level++) {
      this.#levels.push(hashPairs(this.#levels[level]!, paddingLevel(padding, level)))
    }
    this.root = this.hash(this.depth, 0)
  }

  /** All 2^depth hashes of the lowest level, padding included, one after another. */
  get leaves(): Uint8Array {
    const given = this.#levels[0]!
    const missing = 2 ** this.depth - this.count
    return missing === 0 ? given : joinBytes([given, ...Array<Uint8Array>(missing).fill(this.#padding)])
  }

  override hash(level: number, index: number): Bytes32 {
    const start = index * HASH_BYTES
    const row = this.#levels[level]!
    return start < row.length ? row.subarray(start, start + HASH_BYTES) : paddingLevel(this.#padding, level)
  }
}
