import { type Address, erc20Abi } from 'viem'
import type { Chain } from '../Assay.ts'
import { readCall } from './readCall.ts'

/** What an account holds of a token, in its smallest unit. */
export async function readBalance(chain: Chain, token: Address, account: Address): Promise<bigint> {
  return readCall(chain, { address: token, abi: erc20Abi, functionName: 'balanceOf', args: [account] })
}
