import { ProofError } from '../errors.ts'
import type { Bytes32 } from '../hash.ts'
import { joinBytes } from '../joinBytes.ts'

/** A binary tree over 2^depth hashes of which `count` are given and the rest are padding; some of it may be unknown. */
export abstract class MerkleTree {
  abstract readonly root: Bytes32
  abstract readonly depth: number
  abstract readonly count: number

  /** The hash at a position of a level, counted from the bottom and from the left. */
  abstract hash(level: number, index: number): Bytes32

  /** Siblings from the bottom up; from a higher level, of the hash at `index` there. */
  path(index: number, level = 0): Uint8Array {
    requirePositions([index], 2 ** (this.depth - level))
    const siblings: Uint8Array[] = []
    for (let height = level, at = index; height < this.depth; height++, at >>>= 1) {
      siblings.push(this.hash(height, at ^ 1))
    }
    return joinBytes(siblings)
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
