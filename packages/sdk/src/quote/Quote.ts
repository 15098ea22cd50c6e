import type { Address, Hex } from 'viem'
import type { TaskTerms } from './TaskTerms.ts'

/** An offer made concrete for one request (RULE Q-1): `client` may turn it into an accepted task until `expiry`. */
export interface Quote {
  readonly terms: TaskTerms
  readonly client: Address
  /** Seconds since 1970. */
  readonly expiry: bigint
  readonly nonce: bigint
  /** The most that the provider can lose, stake token: its lock (RULE S-5). */
  readonly maxLoss: bigint
}

export interface SignedQuote {
  readonly quote: Quote
  /** The provider, or one of its operators. */
  readonly signer: Address
  readonly signature: Hex
}
