import type { Program } from '@assay/program'
import { chunkTree, listTree, toHex } from '@assay/proof'
import type { Hex } from 'viem'

export function inputRootOf(program: Program, inputs: readonly Uint8Array[]): Hex {
  return toHex(listTree(inputs.map((bytes) => chunkTree(bytes, program.activationChunkLog2).root)).root)
}
