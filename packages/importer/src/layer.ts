import type { ElementType } from './graph.ts'
import type { Window } from './windowOf.ts'

/** Passes 3 to 6 speak of layers: what becomes one node of the program, or two or three. Shapes are ONNX's (NCHW). */

/** How a tensor's bytes stand for real numbers: real = scale * (byte - zero). */
export interface Quant {
  readonly dtype: 'u8' | 'i8'
  /** A binary32 value. */
  readonly scale: number
  readonly zero: number
}

export interface FloatWeights {
  readonly kind: 'float'
  /** [O, I/groups, kH, kW], or [O, 1, 1, K] for a matmul. */
  readonly shape: readonly [number, number, number, number]
  readonly values: Float32Array
}

/** Weights the file gives in integers, kept bit for bit. */
export interface IntWeights {
  readonly kind: 'int'
  readonly shape: readonly [number, number, number, number]
  readonly dtype: 'u8' | 'i8'
  readonly values: Uint8Array | Int8Array
  /** One per output channel. */
  readonly scales: Float32Array
  readonly zero: number
}

export type Weights = FloatWeights | IntWeights

export type Bias =
  | { readonly kind: 'float'; readonly values: Float64Array }
  | { readonly kind: 'int'; readonly values: Int32Array }

/** Real bounds of an output: relu is [0, Infinity]. */
export interface Clamp {
  readonly low: number
  readonly high: number
}

interface Common {
  /** The ONNX node it comes from. */
  readonly name: string
  /** Tensors read; layers before it, or inputs. */
  inputs: string[]
  /** The ONNX value it computes. */
  output: string
}

/** Where `clamp` is a layer's own, a following relu or clip is part of it. */
export interface ConvLayer extends Common {
  readonly kind: 'conv'
  readonly window: Window
  readonly groups: number
  weights: Weights
  bias: Bias | undefined
  clamp: Clamp | undefined
}

export interface MatmulLayer extends Common {
  readonly kind: 'matmul'
  weights: Weights
  bias: Bias | undefined
  clamp: Clamp | undefined
}

/** Both operands are activations. */
export interface ProductLayer extends Common {
  readonly kind: 'product'
  clamp: Clamp | undefined
}

export interface AddLayer extends Common {
  readonly kind: 'add'
  clamp: Clamp | undefined
}

export interface MaxPoolLayer extends Common {
  readonly kind: 'max_pool'
  readonly window: Window
}

export interface AveragePoolLayer extends Common {
  readonly kind: 'average_pool'
  readonly window: Window
  /** Whether padding counts in the divisor (ONNX count_include_pad). */
  readonly includePads: boolean
  clamp: Clamp | undefined
}

/** Mean over the spatial axes. */
export interface GlobalAverageLayer extends Common {
  readonly kind: 'global_average'
  clamp: Clamp | undefined
}

/** Any function of one real number; also a change of scale (the identity). */
export interface UnaryLayer extends Common {
  readonly kind: 'unary'
  readonly apply: (x: number) => number
}

export interface ReshapeLayer extends Common {
  readonly kind: 'reshape'
}

export interface TransposeLayer extends Common {
  readonly kind: 'transpose'
  readonly axes: readonly number[]
}

export type Layer =
  | ConvLayer
  | MatmulLayer
  | ProductLayer
  | AddLayer
  | MaxPoolLayer
  | AveragePoolLayer
  | GlobalAverageLayer
  | UnaryLayer
  | ReshapeLayer
  | TransposeLayer

export interface LayerInput {
  readonly name: string
  readonly shape: readonly number[]
  /** Element type the ONNX file declares. */
  readonly dtype: ElementType
}

/** The model as layers in execution order; the last tensor is the output. */
export interface Network {
  readonly name: string
  readonly layers: readonly Layer[]
  readonly inputs: readonly LayerInput[]
  /** Inputs of the file that the output does not depend on. */
  readonly unused: readonly LayerInput[]
  readonly output: string
  /** The name the file gives the output, which a dropped softmax or dequantisation separates from `output`. */
  readonly outputName: string
  /**
   * The ONNX value to compare a tensor with, where it is not the one of its name: in a QDQ file the dequantised one,
   * for the value before quantisation may still lack a relu that the zero point stands for.
   */
  readonly compared: ReadonlyMap<string, string>
  readonly shapes: ReadonlyMap<string, readonly number[]>
  /** Scales the file itself gives, by tensor; those of float tensors come from calibration. */
  readonly quants: ReadonlyMap<string, Quant>
  readonly notes: readonly string[]
}
