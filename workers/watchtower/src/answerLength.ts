import { dueAt, HASH_BYTES, isRevealing, type ModelCommitment, type Position } from '@assay/proof'

/** Bytes of every right answer at a position. */
export const answerLength = ({ program }: Pick<ModelCommitment, 'program'>, position: Position): number =>
  isRevealing(position) ? program.nodes.length * HASH_BYTES : dueAt(program, position).length
