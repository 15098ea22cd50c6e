import { type Address, getAddress, isAddress } from 'viem'
import { UsageError } from '../errors.ts'

/** An address given on the command line; mixed case has to be its checksum. */
export const addressOf = (text: string, option: string): Address => {
  if (!isAddress(text))
    throw new UsageError(`${option} must be an address (0x and 40 hexadecimal digits); it is "${text}".`)
  return getAddress(text)
}
