import { joinBytes } from '../joinBytes.ts'
import type { ListTree } from '../tree/listTree.ts'
import type { TensorTree } from '../tree/TensorTree.ts'
import { bigEndian } from './bigEndian.ts'

/**
 * Chunks of one tensor under the root of its list: docs/format.md, "Fraud proof", section.
 * @param indices of the chunks, strictly increasing; none makes a section of count 0
 */
export function encodeSection(tensor: TensorTree, indices: readonly number[], list: ListTree, at: number): Uint8Array {
  const count = bigEndian(indices.length, 2)
  if (indices.length === 0) return count
  return joinBytes([
    count,
    ...indices.map((index) => bigEndian(index, 4)),
    ...indices.map((index) => tensor.chunk(index)),
    tensor.multiproof(indices),
    list.path(at),
  ])
}
