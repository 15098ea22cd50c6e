import { type Position, trees } from './Position.ts'

/** A position in the 64 bits that name it on chain: u8 tree | u16 tensor | u8 level | u32 index. */
export function encodePosition({ tree, tensor, level, index }: Position): bigint {
  return (BigInt(trees[tree]) << 56n) | (BigInt(tensor) << 40n) | (BigInt(level) << 32n) | BigInt(index)
}
