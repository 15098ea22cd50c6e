/** How transactions are sent and waited for. Times in milliseconds. */
export interface SendSettings {
  /** Blocks, its own included, before a transaction counts as mined. */
  readonly confirmations: number
  /** The longest pause between two looks at the chain; the first ones are shorter. */
  readonly pollMs: number
  /** After this long unmined, the same nonce is sent again with higher fees. */
  readonly replaceAfterMs: number
  readonly timeoutMs: number
  /** Fees per gas are never raised above this, in wei; undefined: no ceiling. */
  readonly maxFeePerGas?: bigint
}

export const defaultSendSettings: SendSettings = {
  confirmations: 1,
  pollMs: 1000,
  replaceAfterMs: 30_000,
  timeoutMs: 300_000,
}
