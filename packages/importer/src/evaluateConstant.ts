import { roundHalfEven } from '@assay/program'
import { broadcast } from './broadcast.ts'
import { count } from './count.ts'
import type { Constant, ElementType, GraphNode } from './graph.ts'
import { transposeIndices } from './transposeIndices.ts'
import { unaryFunctions } from './unaryFunctions.ts'

type Evaluate = (node: GraphNode, inputs: readonly Constant[], shape: readonly number[]) => Constant | undefined

const DTYPE_OF_CODE: Readonly<Record<number, ElementType>> = {
  1: 'f32',
  2: 'u8',
  3: 'i8',
  6: 'i32',
  7: 'i64',
  9: 'bool',
}

const make = (dtype: ElementType, shape: readonly number[], values: ArrayLike<number>): Constant => {
  if (dtype === 'f32') return { dtype, shape, values: Float32Array.from(values) }
  if (dtype === 'i64') return { dtype, shape, values: Float64Array.from(values) }
  if (dtype === 'i32') return { dtype, shape, values: Int32Array.from(values) }
  if (dtype === 'i8') return { dtype, shape, values: Int8Array.from(values) }
  return { dtype, shape, values: Uint8Array.from(values) }
}

const view: Evaluate = (_, [x], shape) => ({ ...x!, shape })

const binary =
  (apply: (a: number, b: number) => number): Evaluate =>
  (_, [a, b]) => {
    const shape = broadcast(a!.shape, b!.shape)
    if (shape === undefined) return undefined
    const at = (constant: Constant, index: number) => {
      let rest = index
      let offset = 0
      let stride = 1
      for (let axis = shape.length - 1; axis >= 0; axis--) {
        const position = rest % shape[axis]!
        rest = Math.floor(rest / shape[axis]!)
        const size = constant.shape[axis - shape.length + constant.shape.length] ?? 1
        if (size > 1) offset += position * stride
        stride *= size
      }
      return constant.values[offset]!
    }
    return make(
      a!.dtype,
      shape,
      Array.from({ length: count(shape) }, (_, index) => apply(at(a!, index), at(b!, index))),
    )
  }

const gather: Evaluate = (node, [data, indices]) => {
  if ((node.attributes.get('axis') ?? 0) !== 0) return undefined
  const inner = count(data!.shape.slice(1))
  const rows = data!.shape[0] ?? 1
  const values: number[] = []
  for (const index of indices!.values) {
    const row = index < 0 ? index + rows : index
    for (let i = 0; i < inner; i++) values.push(data!.values[row * inner + i] ?? 0)
  }
  return make(data!.dtype, [...indices!.shape, ...data!.shape.slice(1)], values)
}

const concat: Evaluate = (node, inputs) => {
  if (inputs.some(({ shape }) => shape.length !== 1) || ![0, -1].includes(Number(node.attributes.get('axis'))))
    return undefined
  const values = inputs.flatMap((input) => Array.from(input.values))
  return make(inputs[0]!.dtype, [values.length], values)
}

const slice: Evaluate = (_, [data, starts, ends, axes, steps]) => {
  if (data!.shape.length !== 1 || starts === undefined || ends === undefined) return undefined
  if ((axes?.values[0] ?? 0) > 0 || (steps?.values[0] ?? 1) !== 1) return undefined
  const values = Array.from(data!.values).slice(starts.values[0], ends.values[0])
  return make(data!.dtype, [values.length], values)
}

/** Weights left in float beside their QuantizeLinear, as some exporters do. */
const quantise: Evaluate = (node, [x, scale, zero]) => {
  const axis = Number(node.attributes.get('axis') ?? 1)
  const channels = count(scale!.shape)
  const inner = count(x!.shape.slice((axis < 0 ? axis + x!.shape.length : axis) + 1))
  const dtype = zero?.dtype === 'i8' ? 'i8' : 'u8'
  const [low, high] = dtype === 'i8' ? [-128, 127] : [0, 255]
  const values = Array.from(x!.values, (value, index) => {
    const channel = channels === 1 ? 0 : Math.floor(index / inner) % channels
    const steps = roundHalfEven(Math.fround(value / scale!.values[channel]!)) + (zero?.values[channel] ?? 0)
    return Math.max(low, Math.min(high, steps))
  })
  return make(dtype, x!.shape, values)
}

/** What the importer computes once rather than at every inference. `shape` is the output's. */
export const constantRules: Readonly<Record<string, Evaluate>> = {
  ...Object.fromEntries(
    Object.entries(unaryFunctions).map(([op, build]): [string, Evaluate] => [
      op,
      (node, [x]) => make(x!.dtype, x!.shape, Array.from(x!.values, build(node))),
    ]),
  ),
  Add: binary((a, b) => a + b),
  Sub: binary((a, b) => a - b),
  Mul: binary((a, b) => a * b),
  Div: binary((a, b) => a / b),
  Cast: (node, [x]) => {
    const dtype = DTYPE_OF_CODE[Number(node.attributes.get('to'))]
    return dtype === undefined ? undefined : make(dtype, x!.shape, x!.values)
  },
  Gather: gather,
  Concat: concat,
  Slice: slice,
  QuantizeLinear: quantise,
  Reshape: view,
  Flatten: view,
  Squeeze: view,
  Unsqueeze: view,
  Transpose: (node, [x], shape) => {
    const axes =
      (node.attributes.get('perm') as readonly number[] | undefined) ?? x!.shape.map((_, i, all) => all.length - 1 - i)
    return make(
      x!.dtype,
      shape,
      Array.from(transposeIndices(x!.shape, axes), (index) => x!.values[index]!),
    )
  },
}
