import type { Assay } from '../Assay.ts'

/** EIP-712 domain of quotes: one deployment on one chain. */
export function quoteDomain(assay: Pick<Assay, 'chainId' | 'contracts'>) {
  return { name: 'Assay', version: '1', chainId: assay.chainId, verifyingContract: assay.contracts.quotes } as const
}
