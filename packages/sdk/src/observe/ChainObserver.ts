/** One question to the node, with the answer's fate. */
export interface RpcCall {
  /** Host and port: paths and passwords of an address may be secret. */
  readonly endpoint: string
  readonly method: string
  readonly seconds: number
  readonly outcome: RpcOutcome
}

/** `refused`: the node answered with an error, which a revert is too; `limited`: it answered with HTTP status 429. */
export type RpcOutcome = 'ok' | 'refused' | 'limited' | 'timeout' | 'unreachable'

export const rpcOutcomes: readonly RpcOutcome[] = ['ok', 'refused', 'limited', 'timeout', 'unreachable']

/**
 * A step of one transaction. `refused`: its simulation reverted, nothing was sent; `replaced`: sent again with higher fees;
 * `reverted`: mined without effect; `failed`: given up for any other reason.
 */
export type TransactionEvent =
  | { readonly kind: 'refused' | 'sent' | 'replaced' | 'failed'; readonly label: string }
  | {
      readonly kind: 'mined' | 'reverted'
      readonly label: string
      readonly gasUsed: bigint
      /** Wei paid for the gas. */
      readonly fee: bigint
    }

/** Whoever wants to count what a chain's client does. Called in the middle of things: returns at once and never throws. */
export interface ChainObserver {
  onCall?(call: RpcCall): void
  onTransaction?(event: TransactionEvent): void
}
