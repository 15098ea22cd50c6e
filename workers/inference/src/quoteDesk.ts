import { randomBytes } from 'node:crypto'
import { assuranceLevels } from '@assay/protocol'
import type { OfferView, Quote, SignedQuote, TaskTerms, TaskView } from '@assay/sdk'
import { type Hex, hexToBigInt, toHex, zeroAddress } from 'viem'
import { refusal, type Situation } from './decide.ts'
import { QuotesExhausted, TermsRefused } from './errors.ts'

export interface QuoteDeskOptions extends Pick<Situation, 'self' | 'key' | 'stepVerifier' | 'models'> {
  /** How long a quote is good, seconds. */
  readonly quoteSec: number
  readonly quotesPerClient: number
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
  /** Stake that unexpired quotes may yet lock (RULE Q-1). */
  reserved(now: bigint): bigint
  outstanding(now: bigint): number
  /** One of our quotes became this task, or may have: its lock is on chain now. */
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

/**
 * Signs quotes on the terms of this provider's offers, and remembers what they may cost it. A provider that is started again
 * has forgotten them: what its stake does not cover then reverts in the client's hands, at nobody's loss.
 */
export const createQuoteDesk = (options: QuoteDeskOptions): QuoteDesk => {
  const given = new Map<bigint, Outstanding>()
  const forgetExpired = (now: bigint) => {
    for (const [nonce, { expiry }] of given) if (expiry <= now) given.delete(nonce)
  }
  const reserved = (now: bigint) => {
    forgetExpired(now)
    return [...given.values()].reduce((sum, { lock }) => sum + lock, 0n)
  }

  return {
    reserved,
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
      const { self, quoteSec, quotesPerClient, marginSec } = options
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
      // from here on nothing waits: two questions do not get the same stake
      const held = [...given.values()].filter((quote) => same(quote.client, client) && quote.expiry > now).length
      if (held >= quotesPerClient) {
        throw new QuotesExhausted(`${client} holds ${held} unexpired quotes, which is the limit`, quoteSec)
      }
      const free = freeStake - reserved(now)
      if (terms.lock > free) {
        throw new QuotesExhausted(`it locks ${terms.lock}; ${free} of stake is neither locked nor quoted`, quoteSec)
      }
      const nonce = hexToBigInt(toHex(randomBytes(32)))
      const expiry = now + BigInt(quoteSec)
      const { modelId, inputRoot, lock } = terms
      given.set(nonce, { client, expiry, lock, modelId, inputRoot })
      return options.sign({ terms, client, expiry, nonce, maxLoss: lock })
    },
  }
}
