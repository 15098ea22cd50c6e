import type { Dtype, Node, Shape } from '@assay/program'
import type { Graph } from './Graph.ts'
import type { ExactSums } from './kernels/sumQuantised.ts'

/**
 * Which kernels compute products. In `u8s8`, the faster, all weights are given as i8; in `u8u8` as u8: 128 moved between
 * value and zero point is the same integer. The second is for CPUs whose u8 x s8 kernels saturate their 16-bit sums.
 */
export type KernelMode = 'u8s8' | 'u8u8'

/** An operand as a lowering sees it. */
export interface LoweredOperand {
  readonly dtype: Dtype
  readonly shape: Shape
  /** The bytes, where the operand is a constant. */
  readonly constant: Uint8Array | undefined
  /** The ONNX value, in the operand's view shape or in other dims of as many elements. Asking for it puts it into the graph. */
  value(dims?: readonly number[]): string
}

export interface LoweringContext {
  readonly graph: Graph
  readonly mode: KernelMode
  /** Sums that one operator gives right here. */
  readonly exactSums?: ExactSums
}

/** Adds a node's operators to the graph and returns the value that holds its tensor, of the node's dtype and shape. */
export type Lowering = (context: LoweringContext, node: Node, operands: readonly LoweredOperand[]) => string
