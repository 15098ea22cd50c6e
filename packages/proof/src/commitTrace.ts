import type { ModelCommitment } from './commitModel.ts'
import { type Bytes32, HASH_BYTES, traceRootOf, ZERO_HASH } from './hash.ts'
import { requireTensors } from './requireTensors.ts'
import { type ChunkTree, chunkTree } from './tree/chunkTree.ts'
import { HashTree } from './tree/HashTree.ts'
import type { ListTree } from './tree/listTree.ts'
import { RootHasher } from './tree/RootHasher.ts'

/** One execution, its commitments, and the trees to serve and to prove it from. */
export interface TraceCommitment {
  readonly inputRoot: Bytes32
  readonly nodesRoot: Bytes32
  readonly outputRoot: Bytes32
  readonly traceRoot: Bytes32
  readonly inputs: readonly Uint8Array[]
  /** Bytes of every node's tensor. */
  readonly tensors: readonly Uint8Array[]
  readonly inputTrees: readonly ChunkTree[]
  readonly inputsTree: ListTree
  readonly nodeTrees: readonly ChunkTree[]
  readonly nodesTree: ListTree
}

const hasher = new RootHasher()

/**
 * docs/format.md, "Commitments". The tensors' bytes are kept, not copied: whoever changes them later breaks the trees.
 * Only the roots are computed here; the trees, which few results are ever asked for, when they are first read.
 * @param roots of those nodes' tensors that were hashed already; taken as they are
 */
export function commitTrace(
  model: ModelCommitment,
  inputs: readonly Uint8Array[],
  tensors: readonly Uint8Array[],
  roots?: readonly (Bytes32 | undefined)[],
): TraceCommitment {
  const { program } = model
  requireTensors('input', program.inputs, inputs)
  requireTensors('node', program.nodes, tensors)
  const chunkLog2 = program.activationChunkLog2
  const inputRoots = hasher.tensorRoots(inputs, chunkLog2)
  const nodeRoots = hasher.tensorRoots(tensors, chunkLog2, roots)
  const inputRoot = hasher.listRoot(inputRoots)
  const nodesRoot = hasher.listRoot(nodeRoots)
  const outputRoot = nodeRoots.slice(-HASH_BYTES)
  const inputTrees = once(() => inputs.map((bytes) => chunkTree(bytes, chunkLog2)))
  const nodeTrees = once(() => tensors.map((bytes) => chunkTree(bytes, chunkLog2)))
  const inputsTree = once(() => new HashTree(inputRoots, ZERO_HASH))
  const nodesTree = once(() => new HashTree(nodeRoots, ZERO_HASH))
  return {
    inputRoot,
    nodesRoot,
    outputRoot,
    traceRoot: traceRootOf(model.modelId, inputRoot, nodesRoot, outputRoot),
    inputs,
    tensors,
    get inputTrees() {
      return inputTrees()
    },
    get inputsTree() {
      return inputsTree()
    },
    get nodeTrees() {
      return nodeTrees()
    },
    get nodesTree() {
      return nodesTree()
    },
  }
}

function once<T>(build: () => T): () => T {
  let built: T | undefined
  return () => {
    built ??= build()
    return built
  }
}
