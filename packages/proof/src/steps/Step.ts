import type { ClaimKind } from '../fraud/ClaimKind.ts'

/** Something the provider must serve before more can be said. */
export type FetchStep =
  | { readonly kind: 'fetch-roots' }
  | { readonly kind: 'fetch-leaves'; readonly node: number }
  | { readonly kind: 'fetch-chunk'; readonly node: number; readonly chunk: number }

/** Fraud, with the proof to send. The fields are those of the contracts' `Fraud`. */
export interface ProveStep {
  readonly kind: 'prove'
  readonly claim: ClaimKind
  readonly node: number
  /** element index; byte offset in the padded tensor for its padding; else 0 */
  readonly element: number
  /** values of an element or byte; a root as the signed number its 32 bytes spell */
  readonly committed: bigint
  readonly recomputed: bigint
  readonly proof: Uint8Array
}

export type Step =
  | { readonly kind: 'agrees' }
  /** The task was accepted on an input other than the one executed here: nothing can be compared. */
  | { readonly kind: 'not-our-input' }
  | FetchStep
  | ProveStep
