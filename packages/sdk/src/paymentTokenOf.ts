import type { Address } from 'viem'
import type { Assay } from './Assay.ts'
import { PaymentTokenMissing } from './errors.ts'

/** The token named, or the deployment's. */
export function paymentTokenOf(assay: Assay, named?: Address): Address {
  const token = named ?? assay.contracts.paymentToken
  if (token === undefined) throw new PaymentTokenMissing(assay.chainId)
  return token
}
