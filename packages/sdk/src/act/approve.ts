import { type Address, erc20Abi } from 'viem'
import type { Chain } from '../Assay.ts'
import { sendCall } from '../send/sendCall.ts'
import type { Sent } from '../send/TransactionRequest.ts'

/** Sets what `spender` may take of the account's tokens. */
export async function approve(chain: Chain, token: Address, spender: Address, amount: bigint): Promise<Sent> {
  return sendCall(chain, { address: token, abi: erc20Abi, functionName: 'approve', args: [spender, amount] })
}
