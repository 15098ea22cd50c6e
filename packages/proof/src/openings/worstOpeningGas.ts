import { chunkCount, chunkLog2Of, type Operand, type Program } from '@assay/program'
import { HASH_BYTES } from '../hash.ts'
import { answerGas } from './answerGas.ts'
import { FAN_OUT_LOG2 } from './Position.ts'
import { tensorsOf } from './tensorsOf.ts'

/** Gas of all answers from a known root to the chunk that lies deepest, in any tree; twin of OpeningCost.worstGas. */
export function worstOpeningGas(program: Program): number {
  const trees: readonly Operand['source'][] = ['node', 'input', 'constant']
  return Math.max(...trees.map((tree) => worstOf(program, tree)))
}

function worstOf(program: Program, tree: Operand['source']): number {
  const tensors = tensorsOf(program, tree)
  if (tensors.length === 0) return 0
  const chunkLog2 = chunkLog2Of(program, tree)
  const most = tensors.reduce((chunks, type) => Math.max(chunks, chunkCount(type, chunkLog2)), 0)
  // a list of one is asked for too, where it reveals a trace on demand
  const alone = tensors.length === 1 ? answerGas(HASH_BYTES) : 0
  return alone + hashesGas(tensors.length) + hashesGas(most) + answerGas(2 ** chunkLog2)
}

/** All levels of hashes above one leaf of `count`. */
function hashesGas(count: number): number {
  const fanOut = 2 ** FAN_OUT_LOG2
  if (count === 1) return 0
  if (count <= fanOut) return answerGas(HASH_BYTES * count)
  return answerGas(HASH_BYTES * Math.ceil(count / fanOut)) + answerGas(HASH_BYTES * fanOut)
}
