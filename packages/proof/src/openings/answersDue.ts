import { chunkCount, chunkLog2Of, type Operand, type Program, treeDepth } from '@assay/program'
import { HASH_BYTES } from '../hash.ts'
import { FAN_OUT_LOG2 } from './Position.ts'
import { tensorsOf } from './tensorsOf.ts'

/** What it takes to have a whole tree shown, from its root to every chunk. */
export interface AnswersDue {
  /** How many answers, by their length in bytes. */
  readonly counts: ReadonlyMap<number, number>
  /** How many demands follow one another on the longest way down. */
  readonly rounds: number
}

const FAN_OUT = 2 ** FAN_OUT_LOG2

/** Counted, not listed: `positionsOf` lists them. */
export function answersDue(program: Program, tree: Operand['source']): AnswersDue {
  const counts = new Map<number, number>()
  const add = (length: number, count: number) => {
    if (count > 0) counts.set(length, (counts.get(length) ?? 0) + count)
  }
  /** @returns levels of hashes */
  const addHashes = (leaves: number): number => {
    if (leaves <= 1) return 0
    const parts = Math.ceil(leaves / FAN_OUT)
    add(HASH_BYTES * FAN_OUT, parts - 1)
    add(HASH_BYTES * (leaves - (parts - 1) * FAN_OUT), 1)
    if (treeDepth(leaves) <= FAN_OUT_LOG2) return 1
    add(HASH_BYTES * parts, 1)
    return 2
  }
  const tensors = tensorsOf(program, tree)
  const chunkLog2 = chunkLog2Of(program, tree)
  const above = addHashes(tensors.length)
  let below = 0
  for (const type of tensors) {
    const chunks = chunkCount(type, chunkLog2)
    below = Math.max(below, addHashes(chunks) + 1)
    add(2 ** chunkLog2, chunks)
  }
  return { counts, rounds: above + below }
}
