import { optimisticVerifierAbi } from '@assay/protocol'
import type { Address } from 'viem'
import type { Assay } from '../Assay.ts'
import { readCall } from './readCall.ts'

/** What the verifier owes an account of a token: payments and refunds to withdraw. */
export async function readCredit(assay: Assay, account: Address, token: Address): Promise<bigint> {
  return readCall(assay, {
    address: assay.contracts.optimisticVerifier,
    abi: optimisticVerifierAbi,
    functionName: 'creditOf',
    args: [account, token],
  })
}
