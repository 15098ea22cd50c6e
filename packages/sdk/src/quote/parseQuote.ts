import { integerField, textField } from './jsonFields.ts'
import { parseTerms } from './parseTerms.ts'
import type { SignedQuote } from './Quote.ts'

const ADDRESS = /^0x[0-9a-fA-F]{40}$/
const BYTES = /^0x([0-9a-fA-F]{2}){1,4096}$/

/** A signed quote from a stranger's JSON. Throws QuoteInvalid, which names the field; the signature is checked on chain. */
export function parseQuote(json: unknown): SignedQuote {
  const address = (name: string) => textField(json, name, ADDRESS, '0x and 40 hexadecimal digits') as `0x${string}`
  const terms = typeof json === 'object' && json !== null && 'terms' in json ? json.terms : undefined
  return {
    quote: {
      terms: parseTerms(terms),
      client: address('client'),
      expiry: integerField(json, 'expiry', 2n ** 64n - 1n),
      nonce: integerField(json, 'nonce', 2n ** 256n - 1n),
      maxLoss: integerField(json, 'maxLoss', 2n ** 128n - 1n),
    },
    signer: address('signer'),
    signature: textField(json, 'signature', BYTES, '0x and an even number of hexadecimal digits') as `0x${string}`,
  }
}
