import { openingsAbi } from '@assay/protocol'
import type { Address } from 'viem'
import type { Assay } from '../Assay.ts'
import { readCall } from './readCall.ts'

/** Wei that an account may withdraw: bonds of answered and of returned openings. */
export async function readNativeCredit(assay: Assay, account: Address): Promise<bigint> {
  return readCall(assay, {
    address: assay.contracts.openings,
    abi: openingsAbi,
    functionName: 'nativeCreditOf',
    args: [account],
  })
}
