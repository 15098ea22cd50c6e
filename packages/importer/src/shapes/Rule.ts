import type { Constant, GraphNode } from '../graph.ts'

/** What a shape may depend on. */
export interface Known {
  /** Shape of input `index`. */
  shape(index: number): readonly number[]
  /** Value of input `index` if it is constant. */
  constant(index: number): Constant | undefined
  /** Of the standard operators. */
  readonly opset: number
}

/** The shape of a node's first output. @throws OnnxError where its inputs do not fit */
export type Rule = (node: GraphNode, known: Known) => readonly number[]
