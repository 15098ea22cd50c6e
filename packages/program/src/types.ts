/** Element types. `f32` occurs in constants only (multipliers). docs/format.md, "Types". */
export type Dtype = 'u8' | 'i8' | 'i32' | 'f32'

/** Four dimensions, outermost first; a tensor of lower rank carries leading ones. */
export type Shape = readonly [number, number, number, number]

export interface TensorType {
  readonly dtype: Dtype
  readonly shape: Shape
}

/** A reference to an input, a constant or an earlier node, seen through a view shape of as many elements. */
export interface Operand extends TensorType {
  readonly source: 'input' | 'constant' | 'node'
  readonly index: number
}

export type OpName =
  | 'conv2d'
  | 'matmul'
  | 'add'
  | 'max_pool'
  | 'avg_pool'
  | 'reduce_sum'
  | 'requantise'
  | 'lookup'
  | 'mul'
  | 'sub'
  | 'concat'
  | 'pad'
  | 'slice'
  | 'transpose'
  | 'gather'
  | 'resize_nearest'
  | 'reduce_max'
  | 'arg_max'
  | 'softmax'
  | 'layer_norm'
  | 'conv2d_add'
  | 'conv2d_depthwise'
  | 'conv2d_max_pool'
  | 'conv2d_conv2d_add'

/** Attribute values by name; which names an op has, and where they are encoded, its entry in `ops` says. */
export type Attributes = Readonly<Record<string, number>>

export interface Node extends TensorType {
  readonly op: OpName
  readonly operands: readonly Operand[]
  readonly attributes: Attributes
}

/** A network without its constants' values. The output is the last node. */
export interface Program {
  readonly nodes: readonly Node[]
  readonly inputs: readonly TensorType[]
  readonly constants: readonly TensorType[]
  /** log2 of the bytes of a chunk of a constant, and of an input's or node's tensor. */
  readonly constantChunkLog2: number
  readonly activationChunkLog2: number
}

/** A tensor's elements as committed: little-endian, row-major. */
export type TensorBytes = Uint8Array

/** A program with its constants: what a modelId names. */
export interface Model {
  readonly program: Program
  readonly constants: readonly TensorBytes[]
}
