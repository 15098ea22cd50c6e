import { type Quote, quoteTypes } from '@assay/sdk'
import { encodeAbiParameters, hashTypedData, parseAbiParameters } from 'viem'
import { columns } from './columns.ts'
import { randomTerms, TERMS_STRUCT } from './randomTerms.ts'

const quoteParameters = parseAbiParameters([
  'Quote quote',
  'struct Quote { TaskTerms terms; address client; uint64 expiry; uint256 nonce; uint128 maxLoss; }',
  TERMS_STRUCT,
])

/** Quotes (RULE Q-1), ABI-encoded, and the EIP-712 digests that their signers sign on several chains. Parallel arrays. */
export function quoteVectors(): Readonly<Record<string, unknown>> {
  const { address, number, terms } = randomTerms(0x71)
  const quote = (): Quote => ({
    terms: terms(),
    client: address(),
    expiry: number(64),
    nonce: number(256),
    maxLoss: number(128),
  })
  const rows = [1, 10, 8453, 31_337, 2 ** 31].flatMap((chainId) =>
    Array.from({ length: 6 }, () => {
      const verifyingContract = address()
      const message = quote()
      const domain = { name: 'Assay', version: '1', chainId, verifyingContract }
      return {
        chainId,
        verifyingContract,
        quote: encodeAbiParameters(quoteParameters, [message]),
        digest: hashTypedData({ domain, types: quoteTypes, primaryType: 'Quote', message }),
      }
    }),
  )
  return columns(rows)
}
