import { encodeDescriptor, encodeProgram, encodeRow, type Model, type Program } from '@assay/program'
import { type Bytes32, leafHash, modelIdOf, programRootOf } from './hash.ts'
import { joinBytes } from './joinBytes.ts'
import { requireTensors } from './requireTensors.ts'
import { chunkTree } from './tree/chunkTree.ts'
import { type ListTree, listTree } from './tree/listTree.ts'
import type { TensorTree } from './tree/TensorTree.ts'

/** A model, its commitments, and the trees to prove its parts from. */
export interface ModelCommitment {
  readonly program: Program
  readonly constants: readonly Uint8Array[]
  readonly modelId: Bytes32
  readonly programRoot: Bytes32
  readonly constantsRoot: Bytes32
  /** Opens every fraud proof and hashes to the modelId. */
  readonly header: Uint8Array
  readonly descriptors: readonly Uint8Array[]
  readonly descriptorTree: ListTree
  readonly constantTrees: readonly TensorTree[]
  readonly constantsTree: ListTree
}

const COUNTS_BYTES = 8

/** docs/format.md, "Commitments". The constants' bytes are kept, not copied. */
export function commitModel(model: Model): ModelCommitment {
  const { program, constants } = model
  requireTensors('constant', program.constants, constants)
  const counts = encodeProgram(program).slice(0, COUNTS_BYTES)
  const descriptors = program.nodes.map((node) => encodeDescriptor(node))
  const descriptorTree = listTree(descriptors.map(leafHash))
  const inputTableRoot = listTree(program.inputs.map((row) => leafHash(encodeRow(row)))).root
  const constantTableRoot = listTree(program.constants.map((row) => leafHash(encodeRow(row)))).root
  const constantTrees = constants.map((bytes) => chunkTree(bytes, program.constantChunkLog2))
  const constantsTree = listTree(constantTrees.map((tree) => tree.root))
  const programRoot = programRootOf(descriptorTree.root, inputTableRoot, constantTableRoot)
  return {
    program,
    constants,
    modelId: modelIdOf(counts, programRoot, constantsTree.root),
    programRoot,
    constantsRoot: constantsTree.root,
    header: joinBytes([counts, descriptorTree.root, inputTableRoot, constantTableRoot, constantsTree.root]),
    descriptors,
    descriptorTree,
    constantTrees,
    constantsTree,
  }
}
