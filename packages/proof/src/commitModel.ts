import type { Model } from '@assay/program'
import { COUNTS_BYTES, describeProgram, type ProgramDescription } from './describeProgram.ts'
import { type Bytes32, modelIdOf, programRootOf } from './hash.ts'
import { requireTensors } from './requireTensors.ts'
import { type ChunkTree, chunkTree } from './tree/chunkTree.ts'
import { type ListTree, listTree } from './tree/listTree.ts'

/** A model, its commitments, and the trees to prove its parts from. */
export interface ModelCommitment extends ProgramDescription {
  readonly constants: readonly Uint8Array[]
  readonly modelId: Bytes32
  readonly programRoot: Bytes32
  readonly constantsRoot: Bytes32
  readonly descriptors: readonly Uint8Array[]
  readonly descriptorTree: ListTree
  readonly constantTrees: readonly ChunkTree[]
  readonly constantsTree: ListTree
}

/** docs/format.md, "Commitments". The constants' bytes are kept, not copied. */
export function commitModel(model: Model): ModelCommitment {
  const { program, constants } = model
  requireTensors('constant', program.constants, constants)
  const constantTrees = constants.map((bytes) => chunkTree(bytes, program.constantChunkLog2))
  const constantsTree = listTree(constantTrees.map((tree) => tree.root))
  const description = describeProgram(program, constantsTree.root)
  const { header, rows } = description
  const programRoot = programRootOf(rows.node.tree.root, rows.input.tree.root, rows.constant.tree.root)
  return {
    ...description,
    constants,
    modelId: modelIdOf(header.subarray(0, COUNTS_BYTES), programRoot, constantsTree.root),
    programRoot,
    constantsRoot: constantsTree.root,
    descriptors: rows.node.bytes,
    descriptorTree: rows.node.tree,
    constantTrees,
    constantsTree,
  }
}
