import type { Operand } from '@assay/program'
import { ProofError } from '../errors.ts'
import { type Position, trees } from './Position.ts'

/** @throws ProofError for a tree that there is not */
export function decodePosition(code: bigint): Position {
  const tree = (Object.keys(trees) as Operand['source'][]).find((name) => BigInt(trees[name]) === code >> 56n)
  if (tree === undefined) {
    throw new ProofError(`${code} names no position: its first byte is ${code >> 56n}, not 1 (input), 2 or 3 (node).`)
  }
  return {
    tree,
    tensor: Number((code >> 40n) & 0xffffn),
    level: Number((code >> 32n) & 0xffn),
    index: Number(code & 0xffff_ffffn),
  }
}
