import { byteSize } from './byteSize.ts'
import type { OpCost } from './OpDefinition.ts'
import { reduction } from './reduction.ts'
import type { Node } from './types.ts'

/** What reducing along an axis reads: one run where neighbours share chunks, else a run for each. */
export const reductionCost = (node: Node, chunkBytes: number): OpCost => {
  const { length, stride } = reduction(node)
  const size = byteSize(node.operands[0]!.dtype)
  const gathered = { runs: 1, runBytes: (length - 1) * stride * size + size }
  return {
    reads: [stride * size <= chunkBytes ? gathered : { runs: length, runBytes: size }],
    units: length,
    separateRuns: 0,
  }
}
