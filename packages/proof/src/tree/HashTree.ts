import { treeDepth } from '@assay/program'
import { ProofError } from '../errors.ts'
import { type Bytes32, HASH_BYTES, hashPairs } from '../hash.ts'
import { joinBytes } from '../joinBytes.ts'
import { paddingLevel } from './paddingLevel.ts'

/** A binary tree over 2^depth hashes, of which those past the given ones are padding. */
export class HashTree {
  readonly root: Bytes32
  readonly depth: number
  /** Hashes given; the rest of the 2^depth are padding. */
  readonly count: number
  readonly #levels: Uint8Array[]
  readonly #padding: Bytes32

  /**
   * @param given hashes of the lowest level, one after another; kept, not copied
   * @param padding hash that fills the level up to a power of two; the root where none is given
   */
  constructor(given: Uint8Array, padding: Bytes32) {
    this.count = given.length / HASH_BYTES
    this.depth = treeDepth(this.count)
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

  /** The hash at a position of a level, counted from the bottom and from the left. */
  hash(level: number, index: number): Bytes32 {
    const start = index * HASH_BYTES
    const row = this.#levels[level]!
    return start < row.length ? row.subarray(start, start + HASH_BYTES) : paddingLevel(this.#padding, level)
  }

  /** Siblings from the bottom up. */
  path(index: number): Uint8Array {
    return this.multiproof([index])
  }

  /** Siblings that cannot be computed from the leaves named (strictly increasing), level by level, left to right. */
  multiproof(indices: readonly number[]): Uint8Array {
    requirePositions(indices, 2 ** this.depth)
    const siblings: Uint8Array[] = []
    let known = indices
    for (let level = 0; level < this.depth; level++) {
      const above: number[] = []
      for (let i = 0; i < known.length; i++) {
        const index = known[i]!
        if (known[i + 1] === (index ^ 1)) i++
        else siblings.push(this.hash(level, index ^ 1))
        above.push(index >>> 1)
      }
      known = above
    }
    return joinBytes(siblings)
  }
}

function requirePositions(indices: readonly number[], limit: number): void {
  let least = 0
  for (const index of indices) {
    if (!Number.isInteger(index) || index < least || index >= limit) {
      throw new ProofError(
        `Leaf ${index} cannot be proven: positions are whole, strictly increasing, from ${least} to ${limit - 1} here.`,
      )
    }
    least = index + 1
  }
}
