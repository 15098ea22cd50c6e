import { type Address, erc20Abi } from 'viem'
import type { Chain } from '../Assay.ts'
import { sendCall } from '../send/sendCall.ts'
import type { Sent } from '../send/TransactionRequest.ts'

/** Sends tokens of the account to `to`. */
export async function transfer(chain: Chain, token: Address, to: Address, amount: bigint): Promise<Sent> {
  return sendCall(chain, { address: token, abi: erc20Abi, functionName: 'transfer', args: [to, amount] })
}
