import type { Operand, Program } from './types.ts'

/** log2 of the chunk size of the tensors an operand's source names. */
export const chunkLog2Of = (program: Program, source: Operand['source']): number =>
  source === 'constant' ? program.constantChunkLog2 : program.activationChunkLog2
