import type { Operand } from './types.ts'

/** Codes of an operand's source; 0 marks an absent operand. */
export const sources: Readonly<Record<Operand['source'], number>> = { input: 1, constant: 2, node: 3 }
