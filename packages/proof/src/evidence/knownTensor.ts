import { chunkCount } from '@assay/program'
import type { ModelCommitment } from '../commitModel.ts'
import { nodeWithElement } from '../fraud/nodeWithElement.ts'
import { HashTree } from '../tree/HashTree.ts'
import { paddingLeaf } from '../tree/paddingLeaf.ts'
import { committedRoot } from './committedRoot.ts'
import type { Evidence } from './Evidence.ts'
import { ServedTensor } from './ServedTensor.ts'

/** What is known of a node's tensor. The only leaf hash of a tensor of one chunk is its root, which nobody need serve. */
export function knownTensor(model: ModelCommitment, evidence: Evidence, at: number): ServedTensor | undefined {
  const { activationChunkLog2 } = model.program
  const node = nodeWithElement(model.program, at, 0)
  const served = evidence.tensors.get(at)
  if (served !== undefined || chunkCount(node, activationChunkLog2) > 1) return served
  const root = new HashTree(committedRoot(evidence, at), paddingLeaf(activationChunkLog2))
  return new ServedTensor(root, 2 ** activationChunkLog2)
}
