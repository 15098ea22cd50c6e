import type { Hex, LocalAccount } from 'viem'
import type { Chain } from '../Assay.ts'
import type { Fees } from './Fees.ts'
import type { TransactionRequest } from './TransactionRequest.ts'

export interface Signable {
  readonly request: TransactionRequest
  readonly gas: bigint
  readonly fees: Fees
}

export async function signTransaction(
  chain: Chain,
  account: LocalAccount,
  { request, gas, fees }: Signable,
  nonce: number,
): Promise<Hex> {
  const { to, data, value = 0n } = request
  return account.signTransaction({
    type: 'eip1559',
    chainId: chain.chainId,
    nonce,
    gas,
    ...fees,
    data,
    value,
    ...(to === undefined ? {} : { to }),
  })
}
