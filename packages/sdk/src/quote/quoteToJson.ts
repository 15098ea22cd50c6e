import type { SignedQuote } from './Quote.ts'
import { termsToJson } from './termsToJson.ts'

/** As providers answer with it: amounts, times and the nonce as decimal strings. */
export function quoteToJson({ quote, signer, signature }: SignedQuote) {
  const { terms, client, expiry, nonce, maxLoss } = quote
  return {
    terms: termsToJson(terms),
    client,
    expiry: expiry.toString(),
    nonce: nonce.toString(),
    maxLoss: maxLoss.toString(),
    signer,
    signature,
  }
}

export type QuoteJson = ReturnType<typeof quoteToJson>
