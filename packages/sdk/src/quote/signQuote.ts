import type { Assay } from '../Assay.ts'
import { accountOf } from '../accountOf.ts'
import type { Quote, SignedQuote } from './Quote.ts'
import { quoteDomain } from './quoteDomain.ts'
import { quoteTypes } from './quoteTypes.ts'

/** Signs a quote (EIP-712) as the provider or as one of its operators. Whoever holds it may bind the provider until it expires. */
export async function signQuote(assay: Assay, quote: Quote): Promise<SignedQuote> {
  const account = accountOf(assay)
  const signature = await account.signTypedData({
    domain: quoteDomain(assay),
    types: quoteTypes,
    primaryType: 'Quote',
    message: quote,
  })
  return { quote, signer: account.address, signature }
}
