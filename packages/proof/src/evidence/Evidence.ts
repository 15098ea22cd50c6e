import type { ListTree } from '../tree/listTree.ts'
import type { ServedTensor } from './ServedTensor.ts'

/** The commitments of an accused result, as they stand on chain. */
export interface ResultClaim {
  readonly inputRoot: Uint8Array
  readonly nodesRoot: Uint8Array
  readonly outputRoot: Uint8Array
}

/**
 * What a provider has served of the trace it committed to. Starts as `noEvidence` and grows through checkRoots, checkLeaves
 * and checkChunk only, so that everything in it hashes to the claim.
 */
export interface Evidence {
  /** over the tensor roots of all nodes, and the padding of that list */
  readonly nodesTree?: ListTree
  /** by node: its leaf hashes and the chunks served of it */
  readonly tensors: ReadonlyMap<number, ServedTensor>
}

export const noEvidence: Evidence = { tensors: new Map() }
