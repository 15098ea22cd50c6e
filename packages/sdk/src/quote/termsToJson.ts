import type { TaskTerms } from './TaskTerms.ts'

/** Amounts and the nonce as decimal strings. */
export function termsToJson(terms: TaskTerms) {
  return { ...terms, nonce: terms.nonce.toString(), price: terms.price.toString(), lock: terms.lock.toString() }
}
