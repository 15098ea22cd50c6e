import { decodeRevert } from '@assay/protocol'
import type { LocalAccount } from 'viem'
import type { Chain } from '../Assay.ts'
import { asAssayError } from '../asAssayError.ts'
import { NativeBalanceTooLow, TransactionTooLarge } from '../errors.ts'
import { askNode } from '../read/askNode.ts'
import { sendErrorKind } from './sendErrorKind.ts'
import type { TransactionRequest } from './TransactionRequest.ts'

/** EIP-7825 */
const MAX_TRANSACTION_GAS = 1n << 24n
/** The state may change before the transaction runs: a cold slot more, a longer list. */
const spare = (gas: bigint) => gas + gas / 5n + 10_000n

/** Runs a transaction without sending it and returns the gas to give it. Throws the revert, in words. */
export async function simulate(chain: Chain, account: LocalAccount, request: TransactionRequest): Promise<bigint> {
  const { to = null, data, value = 0n, label } = request
  let estimate: bigint
  try {
    estimate = await chain.publicClient.estimateGas({ account: account.address, to, data, value })
  } catch (error) {
    const revert = decodeRevert(error)
    if (revert !== undefined) throw revert
    const kind = sendErrorKind(error)
    if (kind === 'out-of-gas') throw new TransactionTooLarge(label, undefined, MAX_TRANSACTION_GAS)
    if (kind === 'no-funds') {
      const balance = await askNode(chain, (client) => client.getBalance({ address: account.address }))
      throw new NativeBalanceTooLow(account.address, balance, undefined, error)
    }
    throw asAssayError(chain.rpcUrl, error)
  }
  if (estimate > MAX_TRANSACTION_GAS) throw new TransactionTooLarge(label, estimate, MAX_TRANSACTION_GAS)
  const gas = spare(estimate)
  return gas < MAX_TRANSACTION_GAS ? gas : MAX_TRANSACTION_GAS
}
