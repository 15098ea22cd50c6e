import { type Hex, stringToHex } from 'viem'
import { TextTooLong } from './errors.ts'

const LIMIT_BYTES = 32

/** Short text as a bytes32, zero-padded on the right. */
export function text32(field: string, text: string): Hex {
  const { length } = new TextEncoder().encode(text)
  if (length > LIMIT_BYTES) throw new TextTooLong(field, text, length, LIMIT_BYTES)
  return stringToHex(text, { size: LIMIT_BYTES })
}
