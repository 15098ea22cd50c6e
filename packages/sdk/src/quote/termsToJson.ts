import type { TaskTerms } from './TaskTerms.ts'

/** Amounts as decimal strings. */
export function termsToJson(terms: TaskTerms) {
  return { ...terms, price: terms.price.toString(), lock: terms.lock.toString() }
}
