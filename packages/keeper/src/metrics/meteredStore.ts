import { AssayError } from '@assay/program'
import {
  ContentAltered,
  ContentNotFound,
  ContentTooLarge,
  type Store,
  StoreRefused,
  StoreUnreachable,
} from '@assay/store'
import type { Metrics } from './createMetrics.ts'

export interface MeteredStore extends Store {
  /** Why the last call failed, if it did for a reason that lies with the store. */
  trouble(): string | undefined
}

const outcomeOf = (error: unknown) => {
  if (error instanceof ContentNotFound) return 'not_found'
  if (error instanceof ContentAltered) return 'altered'
  if (error instanceof ContentTooLarge) return 'too_large'
  if (error instanceof StoreRefused) return 'refused'
  if (error instanceof StoreUnreachable) return 'unreachable'
  return 'other'
}

/** A store whose calls, failures and bytes are counted. */
export const meteredStore = (
  store: Store,
  metrics: Pick<Metrics<'inference' | 'watchtower' | 'canary'>, 'storeCalls' | 'storeReadBytes' | 'storeWrittenBytes'>,
): MeteredStore => {
  let trouble: string | undefined
  const counted = async <T>(operation: 'get' | 'put' | 'has', call: () => Promise<T>): Promise<T> => {
    try {
      const result = await call()
      metrics.storeCalls.inc({ operation, outcome: 'ok' })
      trouble = undefined
      return result
    } catch (error) {
      const outcome = outcomeOf(error)
      metrics.storeCalls.inc({ operation, outcome })
      // What a stranger published wrongly or not at all is no fault of the store.
      if (outcome === 'unreachable' || outcome === 'refused' || outcome === 'altered' || outcome === 'other')
        trouble = error instanceof AssayError ? error.message : String(error)
      throw error
    }
  }
  return {
    url: store.url,
    put: async (bytes) => {
      const digest = await counted('put', () => store.put(bytes))
      metrics.storeWrittenBytes.inc(bytes.length)
      return digest
    },
    get: async (digest, options) => {
      const bytes = await counted('get', () => store.get(digest, options))
      metrics.storeReadBytes.inc(bytes.length)
      return bytes
    },
    has: (digest) => counted('has', () => store.has(digest)),
    close: () => store.close(),
    trouble: () => trouble,
  }
}
