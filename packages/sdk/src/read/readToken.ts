import { type Address, erc20Abi } from 'viem'
import type { Chain } from '../Assay.ts'
import { readCall } from './readCall.ts'

export interface TokenView {
  readonly address: Address
  readonly symbol: string
  /** Places between the smallest unit and one token. */
  readonly decimals: number
}

export async function readToken(chain: Chain, token: Address): Promise<TokenView> {
  const call = { address: token, abi: erc20Abi } as const
  const [symbol, decimals] = await Promise.all([
    readCall(chain, { ...call, functionName: 'symbol' }),
    readCall(chain, { ...call, functionName: 'decimals' }),
  ])
  return { address: token, symbol, decimals }
}
