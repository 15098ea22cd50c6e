import { type Hex, numberToHex } from 'viem'

/** A task's id for tests that need one and no request: 12 becomes 0x00…0c. */
export const idOf = (number: number): Hex => numberToHex(number, { size: 32 })
