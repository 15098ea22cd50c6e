import { byteSize, chunkCount, chunkLog2Of, type Program, treeDepth } from '@assay/program'
import { ProofError } from '../errors.ts'
import { HASH_BYTES } from '../hash.ts'
import { FAN_OUT_LOG2, LIST, levels, type Position } from './Position.ts'
import { tensorsOf } from './tensorsOf.ts'

/** What a position shows when it is opened. */
export interface Due {
  /** how many hashes; 0: a chunk */
  readonly hashes: number
  /** levels from the answer's hashes up to the position's */
  readonly height: number
  /** of the position's own hash, above the leaves of its tree */
  readonly at: number
  /** of its tree */
  readonly depth: number
  /** log2 of the bytes of a chunk and of an element; 0 for a list */
  readonly chunkLog2: number
  readonly elementLog2: number
  /** bytes of the answer */
  readonly length: number
}

const FAN_OUT = 2 ** FAN_OUT_LOG2

/**
 * What is due at a position of every honest result of the program.
 * @throws ProofError where no honest result has anything: in padding, beyond it, or where a root is its only leaf
 */
export function dueAt(program: Program, position: Position): Due {
  const { tree, tensor, level, index } = position
  const tensors = tensorsOf(program, tree)
  const type = tensors[tensor]
  if (type === undefined && tensor !== LIST) {
    throw new ProofError(`There is no ${tree} ${tensor}: the program has ${tensors.length}, the first is 0.`)
  }
  const chunkLog2 = type === undefined ? 0 : chunkLog2Of(program, tree)
  const elementLog2 = type === undefined ? 0 : Math.log2(byteSize(type.dtype))
  const count = type === undefined ? tensors.length : chunkCount(type, chunkLog2)
  const depth = treeDepth(count)
  const parts = Math.ceil(count / FAN_OUT)
  const among = (positions: number) => {
    if (!Number.isInteger(index) || index < 0 || index >= positions) {
      throw new ProofError(`Nothing is due at index ${index}: there are ${positions} here, the first is 0.`)
    }
  }
  const shape = { depth, chunkLog2, elementLog2 }
  if (level === levels.chunk && type !== undefined) {
    among(count)
    return { hashes: 0, height: 0, at: 0, length: 2 ** chunkLog2, ...shape }
  }
  if (level === levels.leaves && depth > 0) {
    among(parts)
    const at = Math.min(depth, FAN_OUT_LOG2)
    const hashes = Math.min(count - index * FAN_OUT, FAN_OUT)
    return { hashes, height: at, at, length: hashes * HASH_BYTES, ...shape }
  }
  if (level === levels.parts && depth > FAN_OUT_LOG2) {
    among(1)
    return { hashes: parts, height: depth - FAN_OUT_LOG2, at: depth, length: parts * HASH_BYTES, ...shape }
  }
  throw new ProofError(
    `Nothing is due at level ${level} of a tree of ${count} leaves: with one, the root is the leaf; with at most ${FAN_OUT}, ` +
      'there is one part.',
  )
}
