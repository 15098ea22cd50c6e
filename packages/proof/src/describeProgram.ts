import { encodeDescriptor, encodeProgram, encodeRow, type Operand, type Program } from '@assay/program'
import { type Bytes32, leafHash } from './hash.ts'
import { joinBytes } from './joinBytes.ts'
import { type ListTree, listTree } from './tree/listTree.ts'

/** A program as requests speak of it: all that a model's registration says, without its constants' bytes. */
export interface ProgramDescription {
  readonly program: Program
  /** Opens every fraud proof and request, and hashes to the modelId. */
  readonly header: Uint8Array
  /** By tree: the descriptors or rows of its tensors, and the list of their hashes. */
  readonly rows: Readonly<Record<Operand['source'], { readonly bytes: readonly Uint8Array[]; readonly tree: ListTree }>>
}

/** What of a program says how many nodes, inputs and constants it has, and how large its chunks are. */
export const COUNTS_BYTES = 8

export function describeProgram(program: Program, constantsRoot: Bytes32): ProgramDescription {
  const describe = (bytes: readonly Uint8Array[]) => ({ bytes, tree: listTree(bytes.map(leafHash)) })
  const rows = {
    node: describe(program.nodes.map((node) => encodeDescriptor(node))),
    input: describe(program.inputs.map(encodeRow)),
    constant: describe(program.constants.map(encodeRow)),
  }
  const counts = encodeProgram(program).slice(0, COUNTS_BYTES)
  const roots = [rows.node.tree.root, rows.input.tree.root, rows.constant.tree.root, constantsRoot]
  return { program, rows, header: joinBytes([counts, ...roots]) }
}
