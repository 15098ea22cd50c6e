import { stakeVaultAbi } from '@assay/protocol'
import type { Address } from 'viem'
import type { Assay } from '../Assay.ts'
import { readCall } from './readCall.ts'

/** Receives what is claimed for a provider now: itself, unless it named another and the key delay has passed. */
export async function readPayee(assay: Assay, provider: Address): Promise<Address> {
  return readCall(assay, {
    address: assay.contracts.stakeVault,
    abi: stakeVaultAbi,
    functionName: 'payeeOf',
    args: [provider],
  })
}
