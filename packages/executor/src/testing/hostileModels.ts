import type { Dtype, Model, Node, Operand, Shape, TensorType } from '@assay/program'

type Values = ArrayLike<number>
interface Constant extends TensorType {
  readonly values: Values
}

const arrays = { u8: Uint8Array, i8: Int8Array, i32: Int32Array, f32: Float32Array }
const bytesOf = ({ dtype, values }: Constant) => new Uint8Array(arrays[dtype].from(values).buffer)
const filled = (dtype: Dtype, shape: Shape, value: number): Constant => {
  const length = shape.reduce((product, size) => product * size)
  return { dtype, shape, values: new Float64Array(length).fill(value) }
}
const row = (dtype: Dtype, values: number[]): Constant => ({ dtype, shape: [1, 1, 1, values.length], values })

/** A model of one node whose first operand is its input, the others constants. */
function oneNode(node: Omit<Node, 'operands'>, x: TensorType, others: readonly Constant[]): Model {
  const operands: Operand[] = [
    { source: 'input', index: 0, ...x },
    ...others.map(({ dtype, shape }, index): Operand => ({ source: 'constant', index, dtype, shape })),
  ]
  const constants = others.map(({ dtype, shape }) => ({ dtype, shape }))
  return {
    program: { nodes: [{ ...node, operands }], inputs: [x], constants, constantChunkLog2: 11, activationChunkLog2: 12 },
    constants: others.map(bytesOf),
  }
}

const unit = { strideH: 1, strideW: 1, dilationH: 1, dilationW: 1 }
const unpadded = { padTop: 0, padLeft: 0, padBottom: 0, padRight: 0 }
const wide = { ...unit, ...unpadded, kernelH: 1 }
const y = { zeroY: 0, low: 0, high: 255 }
const product = { zeroX: 0, zeroW: 0, ...y }

/** The edges of docs/format.md, one model each: every one valid, none of any use. */
export const hostileModels: Readonly<Record<string, () => Model>> = {
  'a product whose sum wraps past int32': () =>
    oneNode(
      { op: 'matmul', dtype: 'u8', shape: [1, 1, 1, 1], attributes: { ...product, zeroY: 100 } },
      { dtype: 'u8', shape: [1, 1, 1, 36_864] },
      [filled('u8', [1, 1, 1, 36_864], 255), row('i32', [1]), row('f32', [2 ** -25])],
    ),
  'signed weights of -128 against zero points that double them': () =>
    oneNode(
      {
        op: 'matmul',
        dtype: 'i8',
        shape: [1, 1, 1, 1],
        attributes: { zeroX: 127, zeroW: 127, zeroY: 0, low: -128, high: 127 },
      },
      { dtype: 'i8', shape: [1, 1, 1, 36_864] },
      [filled('i8', [1, 1, 1, 36_864], -128), row('i32', [-1]), row('f32', [2 ** -24])],
    ),
  'multipliers at and past both limits': () =>
    oneNode(
      { op: 'matmul', dtype: 'u8', shape: [1, 1, 4, 8], attributes: { ...product, zeroX: 128, zeroY: 7 } },
      { dtype: 'u8', shape: [1, 1, 4, 1] },
      [
        filled('u8', [1, 1, 8, 1], 255),
        row('i32', [2 ** 31 - 1, -(2 ** 31), 2 ** 24 + 1, 0, 1, -1, 3, 5]),
        row('f32', [2 ** 60, 2 ** 60, 2 ** -60, 2 ** 61, 2 ** -61, Number.NaN, Number.POSITIVE_INFINITY, -1]),
      ],
    ),
  'a kernel as wide as the format allows': () =>
    oneNode(
      { op: 'conv2d', dtype: 'u8', shape: [1, 2, 1, 2], attributes: { ...wide, ...product, kernelW: 4096, groups: 1 } },
      { dtype: 'u8', shape: [1, 2, 4096, 1] },
      [filled('i8', [2, 1, 4096, 1], -128), row('i32', [0, 1 << 27]), row('f32', [2 ** -20, 2 ** -20])],
    ),
  'strides, dilations and pads as large as the format allows': () =>
    oneNode(
      {
        op: 'conv2d',
        dtype: 'u8',
        shape: [1, 2, 3, 2],
        attributes: {
          ...product,
          kernelH: 2,
          kernelW: 3,
          strideH: 4096,
          strideW: 1,
          dilationH: 4096,
          dilationW: 4096,
          padTop: 4096,
          padLeft: 4096,
          padBottom: 4096,
          padRight: 4096,
          groups: 2,
          zeroX: 9,
        },
      },
      { dtype: 'u8', shape: [1, 1, 3, 2] },
      [filled('u8', [2, 2, 3, 1], 200), row('i32', [5, 6]), row('f32', [1, 0.5])],
    ),
  'a maximum over far more padding than image': () =>
    oneNode(
      {
        op: 'max_pool',
        dtype: 'i8',
        shape: [1, 1, 8191, 2],
        attributes: { ...unit, ...unpadded, kernelH: 1, kernelW: 3, padLeft: 4096, padRight: 4096 },
      },
      { dtype: 'i8', shape: [1, 1, 1, 2] },
      [],
    ),
  'a maximum of dilated windows that step over the image': () =>
    oneNode(
      {
        op: 'max_pool',
        dtype: 'u8',
        shape: [1, 1, 3, 1],
        attributes: { ...unit, ...unpadded, kernelH: 1, kernelW: 2, dilationW: 4, padLeft: 1, padRight: 3 },
      },
      { dtype: 'u8', shape: [1, 1, 3, 1] },
      [],
    ),
  'an average over far more padding than image': () =>
    oneNode(
      {
        op: 'avg_pool',
        dtype: 'i8',
        shape: [1, 1, 8190, 2],
        attributes: {
          ...unit,
          ...unpadded,
          kernelH: 1,
          kernelW: 4,
          padLeft: 4096,
          padRight: 4096,
          zeroX: -7,
          zeroY: 11,
          low: -128,
          high: 127,
        },
      },
      { dtype: 'i8', shape: [1, 1, 1, 2] },
      [row('f32', [Number.NaN, 1, 0.5, 1 / 3, 0.25])],
    ),
  'an average whose table gives each count another sign of nonsense': () =>
    oneNode(
      {
        op: 'avg_pool',
        dtype: 'u8',
        shape: [2, 4, 4, 3],
        attributes: {
          ...unit,
          kernelH: 3,
          kernelW: 3,
          padTop: 1,
          padLeft: 1,
          padBottom: 1,
          padRight: 1,
          zeroX: 200,
          ...y,
          zeroY: 50,
        },
      },
      { dtype: 'u8', shape: [2, 4, 4, 3] },
      [row('f32', [1, -1, 2 ** 60, 2 ** -60, 2 ** 60, 0, 2 ** 61, 3, 4, Number.NaN])],
    ),
  'a sum of as many bytes as one step can read': () =>
    oneNode(
      { op: 'reduce_sum', dtype: 'i32', shape: [1, 1, 1, 1], attributes: { axis: 2, zeroX: 0 } },
      { dtype: 'u8', shape: [1, 1, 30_000, 1] },
      [],
    ),
  'a sum of int32 that wraps many times': () =>
    oneNode(
      { op: 'reduce_sum', dtype: 'i32', shape: [1, 1, 1, 1], attributes: { axis: 3, zeroX: 0 } },
      { dtype: 'i32', shape: [1, 1, 1, 15_000] },
      [],
    ),
  'a maximum of as many bytes as one step can read': () =>
    oneNode(
      { op: 'reduce_max', dtype: 'i8', shape: [1, 1, 1, 1], attributes: { axis: 1 } },
      { dtype: 'i8', shape: [1, 60_000, 1, 1] },
      [],
    ),
  'a place among as many int32 as one step can read': () =>
    oneNode(
      { op: 'arg_max', dtype: 'i32', shape: [1, 1, 1, 1], attributes: { axis: 3 } },
      { dtype: 'i32', shape: [1, 1, 1, 15_000] },
      [],
    ),
  'shares of a row whose weights sum to far more than 2^32': () =>
    oneNode(
      { op: 'softmax', dtype: 'u8', shape: [1, 1, 2, 1500], attributes: { ...y, zeroY: 200, levels: 2 ** 31 - 1 } },
      { dtype: 'u8', shape: [1, 1, 2, 1500] },
      [filled('i32', [1, 1, 1, 256], 2 ** 31 - 1)],
    ),
  'shares of two, whose weights sum to almost 2^32': () =>
    oneNode(
      { op: 'softmax', dtype: 'u8', shape: [1, 1, 150, 2], attributes: { ...y, zeroY: 255, levels: 2 ** 31 - 1 } },
      { dtype: 'u8', shape: [1, 1, 150, 2] },
      [filled('i32', [1, 1, 1, 256], 2 ** 31 - 1)],
    ),
  'shares by a table of negative weights': () =>
    oneNode(
      {
        op: 'softmax',
        dtype: 'i8',
        shape: [1, 1, 30, 9],
        attributes: { zeroY: -5, low: -128, high: 127, levels: 255 },
      },
      { dtype: 'i8', shape: [1, 1, 30, 9] },
      [filled('i32', [1, 1, 1, 256], -(2 ** 31))],
    ),
  'rows normalised by coefficients at and past both limits': () =>
    oneNode(
      {
        op: 'layer_norm',
        dtype: 'i8',
        shape: [1, 1, 20, 8],
        attributes: { zeroY: 0, low: -128, high: 127, epsilon: 2 ** -60 },
      },
      { dtype: 'u8', shape: [1, 1, 20, 8] },
      [
        row('f32', [2 ** 60, -(2 ** 60), 2 ** 61, -(2 ** -60), Number.NaN, 2 ** -61, Number.NEGATIVE_INFINITY, 30]),
        row('f32', [-(2 ** 60), 2 ** 60, 1, 2 ** -60, 2, 2.5, Number.NaN, -(2 ** 61)]),
      ],
    ),
  'a long row normalised': () =>
    oneNode(
      {
        op: 'layer_norm',
        dtype: 'u8',
        shape: [1, 1, 1, 2500],
        attributes: { ...y, zeroY: 128, epsilon: 2 ** 60 },
      },
      { dtype: 'i8', shape: [1, 1, 1, 2500] },
      [filled('f32', [1, 1, 1, 2500], 2 ** 24), filled('f32', [1, 1, 1, 2500], -0.5)],
    ),
  'an addition whose quotient is infinite': () =>
    oneNode(
      {
        op: 'add',
        dtype: 'u8',
        shape: [1, 1, 1, 256],
        attributes: { zeroX: 128, zeroW: 0, scaleX: 2 ** 60, scaleW: 2 ** 60, scaleY: 2 ** -60, ...y, zeroY: 3 },
      },
      { dtype: 'u8', shape: [1, 1, 1, 256] },
      [{ dtype: 'u8', shape: [1, 1, 1, 256], values: Uint8Array.from({ length: 256 }, (_, i) => i) }],
    ),
  'ids at the ends of int32': () =>
    oneNode(
      { op: 'gather', dtype: 'i32', shape: [1, 2, 6, 3], attributes: {} },
      { dtype: 'i32', shape: [1, 2, 5, 3] },
      [row('i32', [2 ** 31 - 1, -(2 ** 31), -1, 5, 4, 0])],
    ),
  'tables of a resize at the ends of int32': () =>
    oneNode(
      { op: 'resize_nearest', dtype: 'i8', shape: [2, 4, 5, 3], attributes: {} },
      { dtype: 'i8', shape: [2, 5, 7, 3] },
      [row('i32', [2 ** 31 - 1, -(2 ** 31), 5, -1]), row('i32', [-1, 7, 6, 2 ** 31 - 1, -(2 ** 31)])],
    ),
  'a slice whose steps end int32': () =>
    oneNode(
      {
        op: 'slice',
        dtype: 'i8',
        shape: [1, 5, 1, 1],
        attributes: {
          ...{ start0: 1, start1: 4, start2: 6, start3: 0 },
          ...{ step0: 2 ** 31 - 1, step1: -1, step2: -(2 ** 31), step3: 2 ** 31 - 1 },
        },
      },
      { dtype: 'i8', shape: [2, 5, 7, 3] },
      [],
    ),
  'a pad of one element in a sea of the smallest i32': () =>
    oneNode(
      {
        op: 'pad',
        dtype: 'i32',
        shape: [3, 5, 7, 11],
        attributes: { before0: 1, before1: 4, before2: 0, before3: 10, zeroX: -(2 ** 31) },
      },
      { dtype: 'i32', shape: [1, 1, 1, 1] },
      [],
    ),
  'a concat whose quotients are infinite, vanish, and stay': () =>
    oneNode(
      {
        op: 'concat',
        dtype: 'u8',
        shape: [1, 1, 4, 256],
        attributes: {
          ...{ axis: 2, zero0: 128, zero1: -128, zero2: 3, zero3: 3, zeroY: 3, low: 0, high: 255 },
          ...{ scale0: 2 ** 60, scale1: 2 ** 60, scale2: 2 ** -60, scale3: 1, scaleY: 2 ** -60 },
        },
      },
      { dtype: 'u8', shape: [1, 1, 1, 256] },
      (['i8', 'u8', 'u8'] as const).map((dtype) => ({
        dtype,
        shape: [1, 1, 1, 256],
        values: Uint8Array.from({ length: 256 }, (_, i) => i),
      })),
    ),
  'a product beyond binary32, and one that is all but nothing': () =>
    oneNode(
      {
        op: 'mul',
        dtype: 'i8',
        shape: [1, 1, 256, 256],
        attributes: {
          ...{ zeroX: 128, zeroW: 0, scaleX: 2 ** 60, scaleW: 2 ** 60, scaleY: 2 ** 60 },
          ...{ zeroY: -3, low: -128, high: 127 },
        },
      },
      { dtype: 'u8', shape: [1, 1, 256, 1] },
      [{ dtype: 'i8', shape: [1, 1, 1, 256], values: Int8Array.from({ length: 256 }, (_, i) => i - 128) }],
    ),
  'a difference of infinities apart': () =>
    oneNode(
      {
        op: 'sub',
        dtype: 'u8',
        shape: [1, 3, 5, 256],
        attributes: { zeroX: 0, zeroW: 0, scaleX: 2 ** 60, scaleW: 2 ** 60, scaleY: 2 ** -60, ...y, zeroY: 3 },
      },
      { dtype: 'u8', shape: [1, 3, 1, 256] },
      [{ dtype: 'u8', shape: [1, 1, 5, 1], values: [0, 255, 1, 128, 127] }],
    ),
  'a residual whose convolution wraps, on the smallest scale': () =>
    oneNode(
      {
        op: 'conv2d_add',
        dtype: 'i8',
        shape: [1, 3, 3, 2],
        attributes: {
          ...{ ...unit, kernelH: 3, kernelW: 3, padTop: 2, padLeft: 2, padBottom: 2, padRight: 2, groups: 1 },
          ...{ zeroX: 255, zeroW: -128, zeroY: -128, low: -128, high: 127 },
          ...{ scaleX: 2 ** -60, scaleW: 2 ** 60, scaleY: 2 ** -60, zeroB: 127, zeroZ: 127, lowZ: -128, highZ: 127 },
        },
      },
      { dtype: 'u8', shape: [1, 1, 1, 3] },
      [
        filled('i8', [2, 3, 3, 3], 127),
        row('i32', [-(2 ** 31), 2 ** 31 - 1]),
        row('f32', [2 ** 60, 2 ** -31]),
        { dtype: 'i8', shape: [1, 3, 3, 2], values: Int8Array.from({ length: 18 }, (_, i) => 127 - 15 * i) },
      ],
    ),
  'a pool that sees no value, and values that wrap': () =>
    oneNode(
      {
        op: 'conv2d_max_pool',
        dtype: 'i8',
        shape: [1, 3, 3, 3],
        attributes: {
          ...{ ...unit, kernelH: 2, kernelW: 2, padTop: 2, padLeft: 2, padBottom: 2, padRight: 2, groups: 1 },
          ...{ poolH: 2, poolW: 2, poolStrideH: 5, poolStrideW: 5 },
          ...{ poolPadTop: 4, poolPadLeft: 4, poolPadBottom: 3, poolPadRight: 3 },
          ...{ zeroX: 255, zeroW: -128, zeroY: 127, low: -100, high: 127 },
        },
      },
      { dtype: 'u8', shape: [1, 3, 3, 3] },
      [
        filled('i8', [3, 2, 2, 3], 127),
        row('i32', [-(2 ** 31), 2 ** 31 - 1, 0]),
        row('f32', [2 ** -31, 2 ** 60, Number.NaN]),
      ],
    ),
  'a projection and a convolution that wrap in opposite directions': () =>
    oneNode(
      {
        op: 'conv2d_conv2d_add',
        dtype: 'i8',
        shape: [1, 3, 3, 2],
        attributes: {
          ...{ ...unit, kernelH: 3, kernelW: 3, padTop: 2, padLeft: 2, padBottom: 2, padRight: 2, stride2: 2 },
          ...{ zeroX: 255, zeroW: -128, zeroY: -128, low: -128, high: 127, zeroX2: 0 },
          ...{ scaleX: 2 ** -60, scaleW: 2 ** 60, scaleY: 2 ** -60, zeroB: 127, zeroZ: 127, lowZ: -128, highZ: 127 },
        },
      },
      { dtype: 'u8', shape: [1, 1, 1, 3] },
      [
        filled('i8', [2, 3, 3, 3], 127),
        row('i32', [-(2 ** 31), 2 ** 31 - 1]),
        row('f32', [2 ** 60, 2 ** -31]),
        filled('u8', [1, 6, 5, 4], 255),
        filled('i8', [2, 1, 1, 4], 127),
        row('i32', [2 ** 31 - 1, -(2 ** 31)]),
        row('f32', [2 ** -31, 2 ** -24]),
      ],
    ),
  'a bottleneck whose middle is always clamped': () =>
    oneNode(
      {
        op: 'conv2d_depthwise',
        dtype: 'i8',
        shape: [1, 6, 6, 4],
        attributes: {
          ...{ ...unit, kernelH: 3, kernelW: 3, padTop: 2, padLeft: 2, padBottom: 2, padRight: 2 },
          ...{ zeroX: -128, zeroW: 127, zeroY: 127, low: -128, high: -127 },
          ...{ zeroV: -128, zeroZ: -128, lowZ: -128, highZ: 127 },
        },
      },
      { dtype: 'i8', shape: [1, 4, 4, 5] },
      [
        filled('i8', [4, 1, 1, 5], -128),
        row('i32', [2 ** 31 - 1, -(2 ** 31), 0, 1]),
        row('f32', [2 ** 60, 2 ** -60, Number.NaN, 2 ** -24]),
        filled('i8', [4, 3, 3, 1], 127),
        row('i32', [2 ** 31 - 1, -(2 ** 31), 0, 1]),
        row('f32', [2 ** -24, 2 ** -24, 2 ** -10, -1]),
      ],
    ),
  'an input that its readers see in other dims, folded first, and one that nobody reads': () => {
    const picture: TensorType = { dtype: 'u8', shape: [1, 4, 8, 3] }
    const { program, constants } = oneNode(
      {
        op: 'conv2d',
        dtype: 'u8',
        shape: [1, 4, 8, 2],
        attributes: {
          ...{ ...unit, kernelH: 3, kernelW: 3, padTop: 1, padLeft: 1, padBottom: 1, padRight: 1, groups: 1 },
          ...{ zeroX: 128, zeroW: 0, ...y, zeroY: 128 },
        },
      },
      picture,
      [
        { dtype: 'i8', shape: [2, 3, 3, 3], values: Array.from({ length: 54 }, (_, at) => ((at * 37) % 255) - 127) },
        row('i32', [100, -100]),
        row('f32', [2 ** -8, 2 ** -7]),
      ],
    )
    const seenAs = (shape: Shape): Operand => ({ source: 'input', index: 0, dtype: 'u8', shape })
    const turn = (from: Shape, to: Shape): Node => {
      const attributes = { perm0: 0, perm1: 3, perm2: 1, perm3: 2 }
      return { op: 'transpose', dtype: 'u8', shape: to, operands: [seenAs(from)], attributes }
    }
    const turned = [
      turn(picture.shape, [1, 3, 4, 8]),
      turn([1, 4, 2, 12], [1, 12, 4, 2]),
      turn([2, 1, 3, 16], [2, 16, 1, 3]),
    ]
    const inputs: TensorType[] = [picture, { dtype: 'i32', shape: [1, 1, 2, 3] }]
    return { program: { ...program, inputs, nodes: [...program.nodes, ...turned] }, constants }
  },
}
