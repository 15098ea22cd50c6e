import { HASH_BYTES, type TraceCommitment } from '@assay/proof'

/** Objects and buffers of a commitment, of each of its tensors, and of the tree of each: measured, docs/decisions/0020. */
const PER_TRACE = 5_120
const PER_TENSOR = 1_280

/**
 * Memory that a held trace takes at most: bytes, what holds them, and the trees, which are built when somebody asks and then stay.
 * Of a small network the bytes are the least part of it.
 */
export const heldBytes = (
  { tensors, inputs }: Pick<TraceCommitment, 'tensors' | 'inputs'>,
  chunkLog2: number,
): number =>
  [...tensors, ...inputs].reduce(
    (sum, { length }) => sum + PER_TENSOR + length + treeBytes(length, chunkLog2),
    PER_TRACE,
  )

/** Leaves, the levels above them, which are as many hashes together, and the tensor's place in the tree of all. */
const treeBytes = (length: number, chunkLog2: number): number =>
  2 * HASH_BYTES * (Math.ceil(length / 2 ** chunkLog2) + 1)
