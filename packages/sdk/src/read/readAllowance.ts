import { type Address, erc20Abi } from 'viem'
import type { Chain } from '../Assay.ts'
import { readCall } from './readCall.ts'

/** What `spender` may take of `owner`'s tokens. */
export async function readAllowance(chain: Chain, token: Address, owner: Address, spender: Address): Promise<bigint> {
  return readCall(chain, { address: token, abi: erc20Abi, functionName: 'allowance', args: [owner, spender] })
}
