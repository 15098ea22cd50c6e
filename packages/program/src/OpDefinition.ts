import type { Interval } from './Interval.ts'
import type { Node, OpName } from './types.ts'

export interface AttributeSlot {
  /** Position among the descriptor's 24 attribute slots. */
  readonly slot: number
  readonly kind: 'int' | 'f32'
}

/** `runs` runs of `runBytes` contiguous bytes: what the worst element reads of an operand. */
export interface Reads {
  readonly runs: number
  readonly runBytes: number
}

export interface OpCost {
  /** One entry per operand. */
  readonly reads: readonly Reads[]
  /** Steps of the op's inner loop, which EXEC_PER_UNIT prices. */
  readonly units: number
  /** Contiguous runs that the EVM gathers one by one, which EXEC_PER_RUN prices. */
  readonly separateRuns: number
}

/** Element `element` of operand `operand`. */
export type ReadOperand = (operand: number, element: number) => number

/** One op, in one place: how it is encoded, when it is valid, what an element costs, and what an element is. */
export interface OpDefinition {
  readonly name: OpName
  readonly opcode: number
  /** Names of the operands, in order. */
  readonly operands: readonly string[]
  /** How many of the last of them a node may do without; none unless told. */
  readonly optionalOperands?: number
  readonly attributes: Readonly<Record<string, AttributeSlot>>

  /**
   * Checks dtypes, shapes and attributes of node `at`, whose operands' count, views and sources are sound already.
   * @throws ProgramError
   */
  validate(node: Node, at: number): void

  /** @param chunkBytes chunk size of each operand */
  cost(node: Node, chunkBytes: readonly number[]): OpCost

  /** The definition of the op: one element of its output. Defined for every bit pattern of its operands. */
  element(node: Node, read: ReadOperand, index: number): number

  /**
   * Where the int32 sum behind any element lies if it could not wrap; of an op that moves elements, those it moves. Absent
   * where there is no sum.
   * @param ranges of each operand's values
   * @param read as in `element`, for operands that are constants
   */
  sum?(node: Node, ranges: readonly Interval[], read: ReadOperand): Interval
}
