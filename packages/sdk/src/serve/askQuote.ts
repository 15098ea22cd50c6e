import type { Address } from 'viem'
import { QuoteMismatch, QuoteRefused } from '../errors.ts'
import { parseQuote } from '../quote/parseQuote.ts'
import type { SignedQuote } from '../quote/Quote.ts'
import type { TaskTerms } from '../quote/TaskTerms.ts'
import { termsToJson } from '../quote/termsToJson.ts'
import type { FetchOptions } from './askStranger.ts'
import { checkEndpoint } from './checkEndpoint.ts'
import { postJson } from './postJson.ts'

export interface QuoteQuestion extends Partial<FetchOptions> {
  /** Of the provider's offer. */
  readonly endpoint: string
  readonly terms: TaskTerms
  /** Who is going to use the quote. */
  readonly client: Address
}

/**
 * Asks a provider for a quote on exactly these terms; it fetches and checks the input before it signs (RULE T-5).
 * Throws QuoteRefused with its reason, QuoteInvalid, QuoteMismatch if it answers with other terms, and what fetching throws.
 */
export async function askQuote(question: QuoteQuestion): Promise<SignedQuote> {
  const { terms, client } = question
  const url = `${checkEndpoint(question.endpoint)}/quotes`
  const how = { allowPrivate: question.allowPrivate ?? false, timeoutMs: question.timeoutMs ?? 30_000 }
  const { status, json } = await postJson(url, { terms: termsToJson(terms), client }, how)
  if (status !== 200) throw new QuoteRefused(url, status, json)
  const signed = parseQuote(json)
  const { quote } = signed
  for (const key of Object.keys(terms) as (keyof TaskTerms)[]) {
    if (String(quote.terms[key]).toLowerCase() !== String(terms[key]).toLowerCase()) {
      throw new QuoteMismatch(`terms.${key}`, String(quote.terms[key]), String(terms[key]))
    }
  }
  if (quote.client.toLowerCase() !== client.toLowerCase()) throw new QuoteMismatch('client', quote.client, client)
  return signed
}
