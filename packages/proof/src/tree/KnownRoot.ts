import { ProofError } from '../errors.ts'
import type { Bytes32 } from '../hash.ts'
import { MerkleTree } from './MerkleTree.ts'

/** A tree of which nothing but the root is known. */
export class KnownRoot extends MerkleTree {
  readonly root: Bytes32
  readonly depth: number
  readonly count: number

  constructor(root: Bytes32, depth: number) {
    super()
    this.root = root
    this.depth = depth
    this.count = 2 ** depth
  }

  override hash(level: number, index: number): Bytes32 {
    if (level === this.depth && index === 0) return this.root
    throw new ProofError(`Of this tree the root alone is known, not hash ${index} of level ${level}. Demand it first.`)
  }
}
