import type { ProgramDescription } from '../describeProgram.ts'
import { ProofError } from '../errors.ts'
import { bigEndian } from '../fraud/bigEndian.ts'
import { joinBytes } from '../joinBytes.ts'
import { dueAt } from './dueAt.ts'
import { encodePosition } from './encodePosition.ts'
import { isRevealing } from './isRevealing.ts'
import type { OpeningTrees } from './OpeningTrees.ts'
import { LIST, type Position } from './Position.ts'

/**
 * A request for what is due at a position: docs/format.md, "Openings".
 * @param trees what is known above the position; none for the first demand of a trace on demand
 * @throws ProofError where no honest result has anything
 */
export function encodeRequest(model: ProgramDescription, position: Position, trees?: OpeningTrees): Uint8Array {
  const { tree, tensor, index } = position
  const head = [eightBytes(encodePosition(position)), model.header]
  if (trees === undefined) {
    if (!isRevealing(position)) {
      throw new ProofError('Only the tensor roots of a trace on demand can be demanded while nothing of it is known.')
    }
    return joinBytes(head)
  }
  const { at } = dueAt(model.program, position)
  if (tensor === LIST) return joinBytes([...head, trees.list.hash(at, index), trees.list.path(index, at)])
  if (trees.tensor === undefined) {
    throw new ProofError(`A position of ${tree} ${tensor} is proven by the tree of that tensor; none was given.`)
  }
  const rows = model.rows[tree]
  return joinBytes([
    ...head,
    rows.bytes[tensor]!,
    rows.tree.path(tensor),
    trees.tensor.hash(at, index),
    trees.tensor.path(index, at),
    trees.list.path(tensor),
  ])
}

function eightBytes(value: bigint): Uint8Array {
  return joinBytes([bigEndian(Number(value >> 32n), 4), bigEndian(Number(value & 0xffff_ffffn), 4)])
}
