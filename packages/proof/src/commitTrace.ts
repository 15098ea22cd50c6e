import type { ModelCommitment } from './commitModel.ts'
import { type Bytes32, HASH_BYTES, traceRootOf, ZERO_HASH } from './hash.ts'
import { requireTensors } from './requireTensors.ts'
import { type ChunkTree, chunkTree } from './tree/chunkTree.ts'
import { HashTree } from './tree/HashTree.ts'
import type { ListTree } from './tree/listTree.ts'
import { RootHasher } from './tree/RootHasher.ts'

/** One execution, its commitments, and the trees to serve and to prove it from. Altered by alterTrace: spread, it may lose its trees. */
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
  return new CommittedTrace(model.modelId, chunkLog2, inputs, tensors, inputRoots, nodeRoots)
}

/** The same, but for some of it. */
export function alterTrace<Changes extends object>(
  trace: TraceCommitment,
  changes: Changes,
): Omit<TraceCommitment, keyof Changes> & Changes {
  const { inputTrees, inputsTree, nodeTrees, nodesTree } = trace
  return { ...trace, inputTrees, inputsTree, nodeTrees, nodesTree, ...changes }
}

/** A class, as getters of an object literal cost V8 a hidden class for each: a tenth of a small network's run. */
class CommittedTrace implements TraceCommitment {
  readonly inputRoot: Bytes32
  readonly nodesRoot: Bytes32
  readonly outputRoot: Bytes32
  readonly traceRoot: Bytes32
  readonly inputs: readonly Uint8Array[]
  readonly tensors: readonly Uint8Array[]
  readonly #chunkLog2: number
  readonly #inputRoots: Uint8Array
  readonly #nodeRoots: Uint8Array
  #inputTrees: readonly ChunkTree[] | undefined
  #inputsTree: ListTree | undefined
  #nodeTrees: readonly ChunkTree[] | undefined
  #nodesTree: ListTree | undefined

  constructor(
    modelId: Bytes32,
    chunkLog2: number,
    inputs: readonly Uint8Array[],
    tensors: readonly Uint8Array[],
    inputRoots: Uint8Array,
    nodeRoots: Uint8Array,
  ) {
    this.inputs = inputs
    this.tensors = tensors
    this.#chunkLog2 = chunkLog2
    this.#inputRoots = inputRoots
    this.#nodeRoots = nodeRoots
    this.inputRoot = hasher.listRoot(inputRoots)
    this.nodesRoot = hasher.listRoot(nodeRoots)
    this.outputRoot = nodeRoots.slice(-HASH_BYTES)
    this.traceRoot = traceRootOf(modelId, this.inputRoot, this.nodesRoot, this.outputRoot)
  }

  get inputTrees(): readonly ChunkTree[] {
    this.#inputTrees ??= this.inputs.map((bytes) => chunkTree(bytes, this.#chunkLog2))
    return this.#inputTrees
  }

  get inputsTree(): ListTree {
    this.#inputsTree ??= new HashTree(this.#inputRoots, ZERO_HASH)
    return this.#inputsTree
  }

  get nodeTrees(): readonly ChunkTree[] {
    this.#nodeTrees ??= this.tensors.map((bytes) => chunkTree(bytes, this.#chunkLog2))
    return this.#nodeTrees
  }

  get nodesTree(): ListTree {
    this.#nodesTree ??= new HashTree(this.#nodeRoots, ZERO_HASH)
    return this.#nodesTree
  }
}
