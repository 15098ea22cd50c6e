import { chunkCount, treeDepth } from '@assay/program'
import type { ModelCommitment } from '../commitModel.ts'
import { nodeWithElement } from '../fraud/nodeWithElement.ts'
import { HashTree } from '../tree/HashTree.ts'
import { paddingLeaf } from '../tree/paddingLeaf.ts'
import { committedRoot } from './committedRoot.ts'
import type { Evidence } from './Evidence.ts'
import { requireHash } from './requireHash.ts'
import { requireHashes } from './requireHashes.ts'
import { ServedTensor } from './ServedTensor.ts'

/**
 * Takes in the leaf hashes of a node's tensor, padding included.
 * @param served 2^depth hashes of 32 bytes
 * @throws EvidenceError
 */
export function checkLeaves(model: ModelCommitment, evidence: Evidence, at: number, served: Uint8Array): Evidence {
  const { activationChunkLog2 } = model.program
  const what = `the leaf hashes of node ${at}`
  requireHashes(what, served, treeDepth(chunkCount(nodeWithElement(model.program, at, 0), activationChunkLog2)))
  const tensor = new ServedTensor(new HashTree(served, paddingLeaf(activationChunkLog2)), 2 ** activationChunkLog2)
  requireHash(what, tensor.root, committedRoot(evidence, at))
  return { ...evidence, tensors: new Map(evidence.tensors).set(at, tensor) }
}
