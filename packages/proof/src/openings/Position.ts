import type { Operand } from '@assay/program'

/** In the place of a tensor's index: the list of the tensors' roots itself. */
export const LIST = 0xffff

/** An answer shows at most 2^10 hashes. */
export const FAN_OUT_LOG2 = 10

/** What a position of a level shows: a chunk's bytes, a part's leaf hashes, the roots of a tree's parts. */
export const levels = { chunk: 0, leaves: 1, parts: 2 } as const

/** Codes of the trees: those of an operand's sources. */
export const trees: Readonly<Record<Operand['source'], number>> = { input: 1, constant: 2, node: 3 }

/** A place in what a task commits to, below which data can be demanded: docs/format.md, "Openings". */
export interface Position {
  readonly tree: Operand['source']
  /** or LIST */
  readonly tensor: number
  readonly level: number
  readonly index: number
}
