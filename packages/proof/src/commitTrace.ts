import type { ModelCommitment } from './commitModel.ts'
import { type Bytes32, traceRootOf } from './hash.ts'
import { requireTensors } from './requireTensors.ts'
import { chunkTree } from './tree/chunkTree.ts'
import { type ListTree, listTree } from './tree/listTree.ts'
import type { TensorTree } from './tree/TensorTree.ts'

/** One execution, its commitments, and the trees to serve and to prove it from. */
export interface TraceCommitment {
  readonly inputRoot: Bytes32
  readonly nodesRoot: Bytes32
  readonly outputRoot: Bytes32
  readonly traceRoot: Bytes32
  readonly inputs: readonly Uint8Array[]
  /** Bytes of every node's tensor. */
  readonly tensors: readonly Uint8Array[]
  readonly inputTrees: readonly TensorTree[]
  readonly inputsTree: ListTree
  readonly nodeTrees: readonly TensorTree[]
  readonly nodesTree: ListTree
}

/** docs/format.md, "Commitments". The tensors' bytes are kept, not copied. */
export function commitTrace(
  model: ModelCommitment,
  inputs: readonly Uint8Array[],
  tensors: readonly Uint8Array[],
): TraceCommitment {
  const { program } = model
  requireTensors('input', program.inputs, inputs)
  requireTensors('node', program.nodes, tensors)
  const inputTrees = inputs.map((bytes) => chunkTree(bytes, program.activationChunkLog2))
  const nodeTrees = tensors.map((bytes) => chunkTree(bytes, program.activationChunkLog2))
  const inputsTree = listTree(inputTrees.map((tree) => tree.root))
  const nodesTree = listTree(nodeTrees.map((tree) => tree.root))
  const inputRoot = inputsTree.root
  const nodesRoot = nodesTree.root
  const outputRoot = nodeTrees.at(-1)!.root
  const traceRoot = traceRootOf(model.modelId, inputRoot, nodesRoot, outputRoot)
  return {
    inputRoot,
    nodesRoot,
    outputRoot,
    traceRoot,
    inputs,
    tensors,
    inputTrees,
    inputsTree,
    nodeTrees,
    nodesTree,
  }
}
