import { hexToBigInt, keccak256, slice, stringToBytes } from 'viem'

const NONCE_BYTES = 8

/** A request's nonce: of one with a name always the same, otherwise 64 random bits. Works in browsers too. */
export function nonceOf(id: string | undefined): bigint {
  if (id !== undefined) return hexToBigInt(slice(keccak256(stringToBytes(id)), 0, NONCE_BYTES))
  return crypto.getRandomValues(new BigUint64Array(1))[0] as bigint
}
