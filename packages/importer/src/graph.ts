import type { UnsupportedProblem } from './errors.ts'

/** Passes 1 and 2 speak of ONNX as it is: named values, nodes, constants. */

export type ElementType = 'f32' | 'u8' | 'i8' | 'i32' | 'i64' | 'bool'

export interface Constant {
  readonly dtype: ElementType
  /** Of any rank; a scalar's is empty. */
  readonly shape: readonly number[]
  /** i64 is held in doubles: exact to 2^53, which `read` checks. */
  readonly values: Float32Array | Uint8Array | Int8Array | Int32Array | Float64Array
}

export type Attribute = number | string | readonly number[] | readonly string[] | Constant

export interface GraphNode {
  /** Operator, prefixed with its domain unless that is the standard one: `com.microsoft.QGemm`. */
  readonly op: string
  readonly name: string
  /** An absent optional input is an empty string. */
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly attributes: ReadonlyMap<string, Attribute>
}

export interface ValueInfo {
  readonly name: string
  readonly dtype: ElementType
  readonly shape: readonly number[]
}

export interface Graph {
  readonly name: string
  readonly opset: number
  /** Every input is defined by an earlier node, a constant or a graph input. */
  readonly nodes: readonly GraphNode[]
  readonly inputs: readonly ValueInfo[]
  readonly outputs: readonly string[]
  readonly constants: ReadonlyMap<string, Constant>
}

/** A graph after folding, with the shape of every value. */
export interface FoldedGraph extends Graph {
  readonly shapes: ReadonlyMap<string, readonly number[]>
  /** What pass 2 could not express; pass 3 adds its own and throws them all. */
  readonly problems: readonly UnsupportedProblem[]
  readonly notes: readonly string[]
}
