import type { Node, Program } from '@assay/program'

/** Several nodes said as one: the same bytes for whoever reads the last of them. */
export interface Fusion {
  /** Stands where the last of them stood. */
  readonly node: Node
  /** Those before the last; nobody else reads them. */
  readonly absorbed: readonly number[]
  /** A constant that the fused node needs besides; its operand has the index of the first constant that does not exist yet. */
  readonly constant?: Uint8Array
}

export interface FusionContext {
  readonly program: Program
  /** The index of the node that an operand names, if nobody else reads it and it is not the output. */
  readonly soleReader: (node: Node, operand: number) => number | undefined
}

/** Looks for one pattern that ends with node `at`. */
export type Fuser = (context: FusionContext, at: number) => Fusion | undefined
