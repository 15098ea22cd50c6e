import { type Hex, hexToString } from 'viem'

/** The text `text32` made a bytes32 of. */
export function textOf32(bytes: Hex): string {
  return hexToString(bytes, { size: 32 })
}
