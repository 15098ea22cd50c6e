import { quotesAbi } from '@assay/protocol'
import type { Address } from 'viem'
import type { Assay } from '../Assay.ts'
import { readCall } from './readCall.ts'

/** Whether the provider used or cancelled a quote of this nonce. */
export async function readQuoteSpent(assay: Assay, provider: Address, nonce: bigint): Promise<boolean> {
  const address = assay.contracts.quotes
  return readCall(assay, { address, abi: quotesAbi, functionName: 'isSpent', args: [provider, nonce] })
}
