import type { Constant, GraphNode } from '../graph.ts'

/**
 * Computes a node whose inputs are all constant (an absent optional one is undefined).
 * @returns undefined where this use of the operator is not computed here
 */
export type Evaluate = (node: GraphNode, inputs: readonly (Constant | undefined)[]) => Constant | undefined
