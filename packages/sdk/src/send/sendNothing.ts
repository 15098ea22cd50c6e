import type { LocalAccount } from 'viem'
import type { Chain } from '../Assay.ts'
import { currentFees } from './currentFees.ts'
import { signTransaction } from './signTransaction.ts'

const TRANSFER_GAS = 21_000n

/**
 * Spends a nonce on a transfer of nothing to oneself: a reorganisation has undone what had it, and what was sent after it waits for
 * it in vain. Whoever undid the earlier one may have put it back, so a refusal does not matter.
 */
export async function sendNothing(chain: Chain, account: LocalAccount, nonce: number): Promise<void> {
  const request = { label: 'fill a nonce', to: account.address, data: '0x', value: 0n } as const
  const signed = await signTransaction(
    chain,
    account,
    { request, gas: TRANSFER_GAS, fees: await currentFees(chain) },
    nonce,
  )
  await chain.publicClient.sendRawTransaction({ serializedTransaction: signed }).catch(() => undefined)
}
