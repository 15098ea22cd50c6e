import { randomBytes } from 'node:crypto'
import { assuranceLevels } from '@assay/protocol'
import type { OfferView, Quote, SignedQuote, TaskTerms, TaskView } from '@assay/sdk'
import { type Hex, hexToBigInt, toHex, zeroAddress } from 'viem'
import { refusal, type Situation } from './decide.ts'
import { QuotesExhausted, TermsRefused } from './errors.ts'

export interface QuoteDeskOptions extends Pick<Situation, 'self' | 'key' | 'stepVerifier' | 'models'> {
  /** How long a quote is good, seconds. */
  readonly quoteSec: number
  /** Least time to submit that is worth beginning for. */
  readonly marginSec: number
  readonly readOffer: (modelId: Hex) => Promise<OfferView | undefined>
  readonly readFreeStake: () => Promise<bigint>
  readonly readMinimumLock: (modelId: Hex) => Promise<bigint>
  /** Seconds, by the chain's own count. */
  readonly chainTime: () => Promise<bigint>
  /** Gets ready to keep the promise: the model runs here, the input is canonical and held (RULE T-5). */
  readonly prepare: (terms: TaskTerms) => Promise<unknown>
  readonly sign: (quote: Quote) => Promise<SignedQuote>
}

export interface QuoteDesk {
  /** @throws TermsRefused, QuotesExhausted, InputNotCanonical and what `prepare` throws */
  quote(terms: TaskTerms, client: Hex): Promise<SignedQuote>
  /** Unexpired quotes that have not become tasks, as far as they are remembered. */
  outstanding(now: bigint): number
  /** One of our quotes became this task, or may have. */
  taken(task: Pick<TaskView, 'client' | 'modelId' | 'inputRoot' | 'lock'>): void
}

interface Outstanding {
  readonly client: string
  readonly expiry: bigint
  readonly lock: bigint
  readonly modelId: string
  readonly inputRoot: string
}

const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase()

/** Quotes remembered, for the metrics: no promise rests on it. */
const MAX_REMEMBERED = 10_000

/**
 * Signs quotes on the terms of this provider's offers. RULE Q-1: a quote keeps no stake. Asking costs nothing, under any number of addresses,
 * so what a quote held back, strangers could hold back for ever; the chain decides by the free stake when a quote is used (RULE S-1): the
 * first that are paid for are accepted, what the stake does not cover then reverts in the client's hands, at nobody's loss. A provider
 * never owes more than its stake covers, however much it has signed.
 */
export const createQuoteDesk = (options: QuoteDeskOptions): QuoteDesk => {
  const given = new Map<bigint, Outstanding>()
  const forgetExpired = (now: bigint) => {
    // all are good for the same time: the first given expire first
    for (const [nonce, { expiry }] of given) {
      if (expiry > now) return
      given.delete(nonce)
    }
  }
  const remember = (nonce: bigint, quote: Outstanding) => {
    const [oldest] = given.keys()
    if (oldest !== undefined && given.size >= MAX_REMEMBERED) given.delete(oldest)
    given.set(nonce, quote)
  }

  return {
    outstanding: (now) => {
      forgetExpired(now)
      return given.size
    },
    taken: (task) => {
      for (const [nonce, quote] of given) {
        const matches =
          same(quote.client, task.client) &&
          same(quote.modelId, task.modelId) &&
          same(quote.inputRoot, task.inputRoot) &&
          quote.lock === task.lock
        if (!matches) continue
        given.delete(nonce)
        return
      }
    },
    quote: async (terms, client) => {
      const { self, quoteSec, marginSec } = options
      if (quoteSec === 0) throw new TermsRefused('this provider gives no quotes')
      if (same(terms.provider, zeroAddress)) throw new TermsRefused(`a quote names its provider: ${self}`)
      const [offer, minimumLock] = await Promise.all([
        options.readOffer(terms.modelId),
        options.readMinimumLock(terms.modelId),
      ])
      const level = assuranceLevels[terms.level] ?? 'Exact'
      const why = refusal({ ...terms, client, wantedProvider: terms.provider, level }, { ...options, offer })
      if (why !== undefined) throw new TermsRefused(why)
      if (terms.lock < minimumLock) throw new TermsRefused(`it locks ${terms.lock}; the least is ${minimumLock}`)
      if (terms.submitSec < marginSec) {
        throw new TermsRefused(`it leaves ${terms.submitSec} s to submit; ${marginSec} are needed`)
      }
      await options.prepare(terms)
      const [now, freeStake] = await Promise.all([options.chainTime(), options.readFreeStake()])
      if (terms.lock > freeStake) throw new QuotesExhausted(`it locks ${terms.lock}; ${freeStake} of stake is free`)
      const nonce = hexToBigInt(toHex(randomBytes(32)))
      const expiry = now + BigInt(quoteSec)
      const { modelId, inputRoot, lock } = terms
      forgetExpired(now)
      remember(nonce, { client, expiry, lock, modelId, inputRoot })
      return options.sign({ terms, client, expiry, nonce, maxLoss: lock })
    },
  }
}
