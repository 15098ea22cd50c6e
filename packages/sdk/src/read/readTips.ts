import { resultDeliveryAbi } from '@assay/protocol'
import type { Address } from 'viem'
import type { Assay } from '../Assay.ts'
import { readCall } from './readCall.ts'

/** Wei that an account has earned by bringing results to contracts, and not withdrawn (`withdrawTips`). */
export async function readTips(assay: Assay, account: Address): Promise<bigint> {
  return readCall(assay, {
    address: assay.contracts.resultDelivery,
    abi: resultDeliveryAbi,
    functionName: 'tipsOf',
    args: [account],
  })
}
