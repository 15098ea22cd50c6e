import type { Address, Hex } from 'viem'

/** What a client asks for, as the contracts take it. Amounts in smallest units, times in seconds. */
export interface TaskTerms {
  readonly modelId: Hex
  readonly inputRoot: Hex
  readonly inputDigest: Hex
  /** Zero: any. */
  readonly provider: Address
  readonly acceptSec: number
  readonly submitSec: number
  readonly windowSec: number
  readonly token: Address
  /** Index in `assuranceLevels`. */
  readonly level: number
  /** Index in `traceModes`. */
  readonly traceMode: number
  /** Tells requests of the same terms apart; the same one again is refused (RULE T-7). 64 bits. */
  readonly nonce: bigint
  readonly price: bigint
  readonly lock: bigint
}
