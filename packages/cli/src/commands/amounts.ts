import { type Assay, readToken } from '@assay/sdk'
import { type Address, formatUnits, parseEther, parseUnits } from 'viem'
import { UsageError } from '../errors.ts'

/** "12.5" of a token, in its smallest unit. */
export const parseAmount = async (assay: Assay, token: Address, text: string, option: string): Promise<bigint> => {
  const { decimals, symbol } = await readToken(assay, token)
  if (!/^\d+(\.\d+)?$/.test(text))
    throw new UsageError(`${option} must be an amount of ${symbol} such as 12.5; it is "${text}".`)
  const places = text.split('.')[1]?.length ?? 0
  if (places > decimals) throw new UsageError(`${option} has ${places} decimal places; ${symbol} has ${decimals}.`)
  return parseUnits(text, decimals)
}

/** An amount with its token's symbol. */
export const formatAmount = async (assay: Assay, token: Address, amount: bigint): Promise<string> => {
  const { decimals, symbol } = await readToken(assay, token)
  return `${formatUnits(amount, decimals)} ${symbol}`
}

/** A count of seconds given on the command line. */
export const parseSeconds = (text: string, option: string): number => {
  if (!/^\d+$/.test(text)) throw new UsageError(`${option} must be a whole number of seconds; it is "${text}".`)
  return Number(text)
}

/** "0.002" of the chain's currency, in wei. */
export const parseEtherAmount = (text: string, option: string): bigint => {
  if (!/^\d+(\.\d{1,18})?$/.test(text))
    throw new UsageError(`${option} must be an amount of the chain's currency such as 0.002; it is "${text}".`)
  return parseEther(text)
}

/** A count of gas; the contract says what it allows. */
export const parseGas = (text: string, option: string): number => {
  if (!/^\d{1,9}$/.test(text))
    throw new UsageError(`${option} must be a whole number of gas such as 200000; it is "${text}".`)
  return Number(text)
}

/** What tells a request from others on the same terms. */
export const parseNonce = (text: string, option: string): bigint => {
  if (!/^\d{1,20}$/.test(text) || BigInt(text) >= 2n ** 64n)
    throw new UsageError(`${option} must be a whole number below 2^64; it is "${text}".`)
  return BigInt(text)
}
