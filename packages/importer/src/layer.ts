import type { Plane } from './finer/planesOf.ts'
import type { ElementType } from './graph.ts'
import type { SliceRange } from './sliceRanges.ts'
import type { TransposedWindow } from './transposedWindowOf.ts'
import type { Window } from './windowOf.ts'

/** Passes 3 to 6 speak of layers: what becomes one node of the program, or two or three. Shapes are ONNX's (NCHW). */

/** How a tensor's bytes stand for real numbers: real = scale * (byte - zero). */
export interface Quant {
  /** `i32` for integers that stand for themselves (token ids, positions of a maximum): scale 1, zero 0. */
  readonly dtype: 'u8' | 'i8' | 'i32'
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
  /** Of a transposed one, weights are [O, I/groups, kH, kW] too. */
  readonly window: Window | TransposedWindow
  readonly groups: number
  weights: Weights
  bias: Bias | undefined
  clamp: Clamp | undefined
}

export interface MatmulLayer extends Common {
  readonly kind: 'matmul'
  /** Whether its rows are means of what they read (interpolation), and so keep its input's scale. */
  readonly keepsScale?: boolean
  weights: Weights
  bias: Bias | undefined
  clamp: Clamp | undefined
}

/** Both operands are activations. */
export interface ProductLayer extends Common {
  readonly kind: 'product'
  clamp: Clamp | undefined
}

/** Element by element, with broadcasting; an operand may be a constant tensor. */
export interface BinaryLayer extends Common {
  readonly kind: 'binary'
  readonly op: 'add' | 'sub' | 'mul'
  /** Whether it only leaves elements out (a mask), and so keeps its input's scale. */
  readonly keepsScale?: boolean
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

/** Sum over some axes, which become 1 (a view drops them), divided by `divisor`: 1, or for a mean the number of elements. */
export interface ReduceLayer extends Common {
  readonly kind: 'reduce'
  readonly axes: readonly number[]
  readonly divisor: number
  clamp: Clamp | undefined
}

/** The largest over some axes, which become 1. */
export interface ReduceMaxLayer extends Common {
  readonly kind: 'reduce_max'
  readonly axes: readonly number[]
}

/** Position of the first largest along an axis, which becomes 1. */
export interface ArgMaxLayer extends Common {
  readonly kind: 'arg_max'
  readonly axis: number
}

export interface SoftmaxLayer extends Common {
  readonly kind: 'softmax'
  readonly axis: number
}

/** Over the last axes, from `axis` on: (x - mean) / sqrt(variance + epsilon) * gamma + beta. */
export interface LayerNormLayer extends Common {
  readonly kind: 'layer_norm'
  readonly axis: number
  readonly epsilon: number
  /** One per normalised element. */
  readonly gamma: Float64Array
  readonly beta: Float64Array
}

export interface ConcatLayer extends Common {
  readonly kind: 'concat'
  readonly axis: number
}

/** Constant padding by `value`; negative pads were made a slice. */
export interface PadLayer extends Common {
  readonly kind: 'pad'
  readonly before: readonly number[]
  readonly after: readonly number[]
  readonly value: number
}

export interface SliceLayer extends Common {
  readonly kind: 'slice'
  readonly ranges: readonly SliceRange[]
}

/** Rows of the first input along `axis`, chosen by the second, which holds integers. */
export interface GatherLayer extends Common {
  readonly kind: 'gather'
  readonly axis: number
}

/** Each axis read through a map of positions: nearest resizing, gather by constants, expansion, steps backwards. */
export interface PickLayer extends Common {
  readonly kind: 'pick'
  readonly maps: readonly Int32Array[]
}

/** Any function of one real number; also a change of scale (the identity). */
export interface UnaryLayer extends Common {
  readonly kind: 'unary'
  readonly apply: (x: number) => number
  /** Whether it is one divided by something: calibration must show that this keeps away from zero. */
  readonly isInverse?: boolean
  /** Where its output is held in planes: which part of the value each takes. */
  readonly planes?: readonly Plane[]
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
  | BinaryLayer
  | MaxPoolLayer
  | AveragePoolLayer
  | ReduceLayer
  | ReduceMaxLayer
  | ArgMaxLayer
  | SoftmaxLayer
  | LayerNormLayer
  | ConcatLayer
  | PadLayer
  | SliceLayer
  | GatherLayer
  | PickLayer
  | UnaryLayer
  | ReshapeLayer
  | TransposeLayer

export interface LayerInput {
  readonly name: string
  readonly shape: readonly number[]
  /** Element type the ONNX file declares. */
  readonly dtype: ElementType
}

/** A constant that a layer reads as a tensor, in row-major order: real numbers, or the file's integers (quant known). */
export interface ConstantTensor {
  readonly shape: readonly number[]
  readonly values: ArrayLike<number>
  readonly integer: boolean
}

/** A tensor of which the file has no value, as a function of one that it has. */
export interface Derived {
  readonly from: string
  readonly compute: (values: Float32Array) => Float32Array
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
  /** Those of `quants` that follow from what the tensor holds (decisions of trees are 0 or 1), not from the file. */
  readonly fixed: ReadonlySet<string>
  /** What the float model is asked for, beside its own values. */
  readonly derived: ReadonlyMap<string, Derived>
  /** Tensors that are the same at every inference: per-channel factors, masks, embedding tables. */
  readonly constants: ReadonlyMap<string, ConstantTensor>
  /** By what each channel of a tensor was divided, where it was; values of the file are divided likewise before they are compared. */
  readonly channelFactors: ReadonlyMap<string, Float64Array>
  /** How many planes a tensor has, where it has several: channels c * planes and so on are channel c of the file's. */
  readonly planes: ReadonlyMap<string, number>
  readonly notes: readonly string[]
}
