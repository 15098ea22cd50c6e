import type { ListTree } from '../tree/listTree.ts'
import type { TensorTree } from '../tree/TensorTree.ts'

/** The accused trace, as far as a proof needs it open: a TraceCommitment is one, and so is what a provider has served. */
export interface OpenTrace {
  readonly inputTrees: readonly TensorTree[]
  readonly inputsTree: ListTree
  readonly nodeTrees: readonly TensorTree[]
  readonly nodesTree: ListTree
}
