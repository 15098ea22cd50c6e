import type { Attributes, Dtype, Model, Node, Operand, Shape, TensorType } from '@assay/program'
import { dtypeRange } from '../kernels/dtypeRange.ts'
import { seededRandom } from '../seededRandom.ts'
import { movementMakers } from './movementMakers.ts'
import { rowMakers } from './rowMakers.ts'

type EightBit = 'u8' | 'i8'

const MOST_INPUTS = 12
/** Of a window along an axis, unless its input is as long. */
const MOST_OUTPUTS = 20
const count = (shape: Shape) => shape.reduce((product, size) => product * size, 1)
const bytesPer: Record<Dtype, number> = { u8: 1, i8: 1, i32: 4, f32: 4 }

/**
 * A seeded model of a few nodes over small tensors, valid by docs/format.md and hostile within it: zero points at the
 * ends of their range, weights at extremes, biases that wrap, multipliers that count as 0 or are enormous, windows with no
 * tap in the image, views, constants and inputs as operands wherever the format allows one.
 */
export function randomModel(seed: number, nodeCount = 6): Model {
  const random = seededRandom(seed)
  const below = (limit: number) => random() % limit
  const between = (low: number, high: number) => low + below(high - low + 1)
  const pick = <T>(items: readonly T[]): T => items[below(items.length)]!
  const chance = (percent: number) => below(100) < percent

  const inputs: TensorType[] = []
  const constants: TensorType[] = []
  const values: Uint8Array[] = []
  const nodes: Node[] = []

  const randomBytes = (size: number): Uint8Array => {
    const extremes = chance(30) ? pick([[0, 255], [127, 128], [255], [0], [127], [128, 255]]) : undefined
    return Uint8Array.from({ length: size }, () => (extremes ? pick(extremes) : random() & 255))
  }
  const constant = (dtype: Dtype, shape: Shape, bytes = randomBytes(count(shape) * bytesPer[dtype])): Operand => {
    constants.push({ dtype, shape })
    values.push(bytes)
    return { source: 'constant', index: constants.length - 1, dtype, shape }
  }
  const floats = (shape: Shape, scale: () => number): Operand =>
    constant('f32', shape, new Uint8Array(Float32Array.from({ length: count(shape) }, scale).buffer))
  const multiplier = (typical: number) => () =>
    chance(85)
      ? typical * (1 + below(1000) / 500)
      : pick([
          0,
          -1,
          Number.NaN,
          Number.POSITIVE_INFINITY,
          2 ** -60,
          2 ** 60,
          2 ** -61,
          2 ** 61,
          1,
          0.5,
          1e-45,
          2 ** -20,
          -0,
          // binary32's neighbours of the limits and of a half, its least normal number and its largest
          2 ** -60 * (1 - 2 ** -24),
          2 ** 60 * (1 + 2 ** -23),
          0.5 - 2 ** -25,
          0.5 + 2 ** -24,
          2 ** -126,
          (2 - 2 ** -23) * 2 ** 127,
        ])
  const input = (dtype: Dtype, shape: Shape): Operand => {
    inputs.push({ dtype, shape })
    return { source: 'input', index: inputs.length - 1, dtype, shape }
  }
  const factor = (size: number): number => pick([1, 2, 3, 4, 5, 8].filter((divisor) => size % divisor === 0))
  const view = (operand: Operand): Operand => {
    if (!chance(20)) return operand
    const size = count(operand.shape)
    const first = factor(size)
    const last = factor(size / first)
    const middle = size / first / last
    return { ...operand, shape: chance(50) ? [first, middle, 1, last] : [1, first, last, middle] }
  }
  /** Inputs and earlier tensors, the last node's at the end. */
  const known = (): readonly Operand[] => [
    ...inputs.map((type, index): Operand => ({ source: 'input', index, ...type })),
    ...nodes.map(({ dtype, shape }, index): Operand => ({ source: 'node', index, dtype, shape })),
  ]
  /** An earlier tensor of one of these dtypes, an input that is read already, or a new one. */
  const source = (dtypes: readonly Dtype[]): Operand => {
    const earlier = known().filter(({ dtype }) => dtypes.includes(dtype))
    if (earlier.length > 0 && chance(80)) return view(chance(60) ? earlier.at(-1)! : pick(earlier))
    const shape: Shape = [between(1, 3), between(1, 9), between(1, 9), pick([1, 2, 3, 4, 8, 16, 17])]
    const dtype = pick(dtypes)
    return view(inputs.length < MOST_INPUTS && chance(95) ? input(dtype, shape) : constant(dtype, shape))
  }
  /** Weights, bias or table: mostly a constant, sometimes an input, or an earlier tensor or input of the right size. */
  const parameter = (dtype: Exclude<Dtype, 'f32'>, shape: Shape, bytes?: Uint8Array): Operand => {
    const earlier = known().flatMap((operand): Operand[] =>
      operand.dtype === dtype && count(operand.shape) === count(shape) ? [{ ...operand, shape }] : [],
    )
    if (earlier.length > 0 && chance(60)) return pick(earlier)
    return chance(15) && inputs.length < MOST_INPUTS ? input(dtype, shape) : constant(dtype, shape, bytes)
  }
  const point = (dtype: Dtype): number => {
    if (dtype === 'i32' || dtype === 'f32') return 0
    const { low, high } = dtypeRange(dtype)
    return pick([low, high, 0, between(low, high), between(low, high)])
  }
  const output = (dtype: EightBit) => {
    const bounds = dtypeRange(dtype)
    const [one, two] = [between(bounds.low, bounds.high), between(bounds.low, bounds.high)]
    const [low, high] = chance(60) ? [bounds.low, bounds.high] : [Math.min(one, two), Math.max(one, two)]
    return { zeroY: point(dtype), low, high }
  }
  /** The output's zero point and bounds where those of `output` are another value's. */
  const last = (dtype: EightBit) => {
    const { zeroY, low, high } = output(dtype)
    return { zeroZ: zeroY, lowZ: low, highZ: high }
  }
  /** Strides over the whole image, windows that lie in the padding alone, taps further apart than the image is wide: one in ten each. */
  const axis = (size: number, isDilated = true) => {
    for (;;) {
      const kernel = pick([1, 2, 3, 3, 4, 5])
      const stride = chance(10) ? pick([7, 40, 4096]) : pick([1, 1, 2, 3])
      const dilation = !isDilated ? 1 : chance(10) ? pick([9, 33, 4096]) : pick([1, 1, 1, 2, 3])
      const pad = () => (chance(10) ? pick([17, 40, 4096]) : below(chance(20) ? 9 : kernel))
      const [before, after] = chance(50) ? [0, 0] : [pad(), pad()]
      const outputs = Math.floor((size + before + after - dilation * (kernel - 1) - 1) / stride) + 1
      if (outputs >= 1 && outputs <= Math.max(size, MOST_OUTPUTS))
        return { kernel, stride, dilation, before, after, outputs }
    }
  }
  const window = (height: number, width: number) => {
    const h = axis(height)
    const w = axis(width)
    return {
      outputs: [h.outputs, w.outputs] as const,
      attributes: {
        kernelH: h.kernel,
        kernelW: w.kernel,
        strideH: h.stride,
        strideW: w.stride,
        padTop: h.before,
        padLeft: w.before,
        padBottom: h.after,
        padRight: w.after,
        dilationH: h.dilation,
        dilationW: w.dilation,
      },
    }
  }
  const push = (op: Node['op'], dtype: Dtype, shape: Shape, operands: Operand[], attributes: Attributes) => {
    nodes.push({ op, dtype, shape, operands, attributes })
  }
  const bias = (size: number) => parameter('i32', [1, 1, 1, size], chance(50) ? new Uint8Array(4 * size) : undefined)
  const scale = () => Math.fround(chance(80) ? 0.001 * between(1, 5000) : pick([2 ** -60, 2 ** 60, 1, 0.5, 2 ** -30]))

  /** Operands of any two dtypes, of one shape or with axes that are repeated. */
  const pointwise = (op: 'add' | 'mul' | 'sub') => {
    const a = source(['u8', 'i8'])
    const shape = a.shape.map((size) => (size === 1 && chance(40) ? between(2, 4) : size)) as [
      number,
      number,
      number,
      number,
    ]
    const other = shape.map((size, at) => (a.shape[at] === size && chance(30) ? 1 : size)) as [
      number,
      number,
      number,
      number,
    ]
    const b = parameter(pick<EightBit>(['u8', 'i8']), chance(50) ? a.shape : other)
    const size = (at: 0 | 1 | 2 | 3) => Math.max(a.shape[at], b.shape[at])
    const dtype = pick<EightBit>(['u8', 'i8'])
    const operands = chance(50) ? [a, b] : [b, a]
    push(op, dtype, [size(0), size(1), size(2), size(3)], operands, {
      zeroX: point(operands[0]!.dtype),
      zeroW: point(operands[1]!.dtype),
      scaleX: scale(),
      scaleW: scale(),
      scaleY: scale(),
      ...output(dtype),
    })
  }
  const makers: Record<Node['op'], () => void> = {
    ...movementMakers({ below, between, chance, pick, source, parameter, point, output, scale, push }),
    ...rowMakers({ below, between, chance, pick, source, parameter, point, output, scale, push, floats }),
    conv2d() {
      const x = source(['u8', 'i8'])
      const [n, height, width, channels] = x.shape
      const groups = chance(60) ? 1 : chance(50) ? channels : factor(channels)
      const outputs = groups * between(1, groups > 8 ? 2 : 6)
      const { outputs: size, attributes } = window(height, width)
      const wType = x.dtype === 'i8' ? 'i8' : pick<EightBit>(['u8', 'i8', 'i8'])
      const w = parameter(wType, [outputs, attributes.kernelH, attributes.kernelW, channels / groups])
      const m = floats([1, 1, 1, outputs], multiplier(0.3 / Math.sqrt(count(w.shape)) / 20))
      const dtype = pick<EightBit>(['u8', 'i8'])
      push('conv2d', dtype, [n, ...size, outputs], [x, w, bias(outputs), m], {
        ...attributes,
        groups,
        zeroX: point(x.dtype),
        zeroW: chance(50) ? 0 : point(wType),
        ...output(dtype),
      })
    },
    matmul() {
      const x = source(['u8', 'i8'])
      const [leading, heads, rows, inner] = x.shape
      const candidates = nodes.flatMap(({ dtype, shape }, index): Operand[] => {
        if (x.dtype === 'i8' && dtype !== 'i8') return []
        const batches = [
          [1, 1],
          [1, heads],
          [leading, 1],
          [leading, heads],
        ] as const
        return batches.flatMap(([a, b]): Operand[] => {
          const columns = count(shape) / (a * b * inner)
          const fits = dtype !== 'i32' && Number.isInteger(columns) && columns <= 24
          return fits ? [{ source: 'node', index, dtype, shape: [a, b, columns, inner] }] : []
        })
      })
      const wType = x.dtype === 'i8' ? 'i8' : pick<EightBit>(['u8', 'i8', 'i8'])
      const batch = chance(60) ? ([1, 1] as const) : ([pick([1, leading]), pick([1, heads])] as const)
      const w =
        candidates.length > 0 && chance(60) ? pick(candidates) : parameter(wType, [...batch, between(1, 12), inner])
      const outputs = w.shape[2]
      const m = floats([1, 1, 1, outputs], multiplier(0.02 / Math.sqrt(inner)))
      const dtype = pick<EightBit>(['u8', 'i8'])
      push('matmul', dtype, [leading, heads, rows, outputs], [x, w, bias(outputs), m], {
        zeroX: point(x.dtype),
        zeroW: chance(50) ? 0 : point(w.dtype),
        ...output(dtype),
      })
    },
    add: () => pointwise('add'),
    mul: () => pointwise('mul'),
    sub: () => pointwise('sub'),
    max_pool() {
      const x = source(['u8', 'i8'])
      const { outputs, attributes } = window(x.shape[1], x.shape[2])
      push('max_pool', x.dtype, [x.shape[0], ...outputs, x.shape[3]], [x], attributes)
    },
    avg_pool() {
      const x = source(['u8', 'i8'])
      const { outputs, attributes } = window(x.shape[1], x.shape[2])
      const size = attributes.kernelH * attributes.kernelW
      const exact = Float32Array.from({ length: size + 1 }, (_, taps) => 1 / taps)
      const m = chance(70)
        ? constant('f32', [1, 1, 1, size + 1], new Uint8Array(exact.buffer))
        : floats([1, 1, 1, size + 1], multiplier(1 / size))
      const dtype = pick<EightBit>(['u8', 'i8'])
      push('avg_pool', dtype, [x.shape[0], ...outputs, x.shape[3]], [x, m], {
        ...attributes,
        zeroX: point(x.dtype),
        ...output(dtype),
      })
    },
    reduce_sum() {
      const x = source(['u8', 'i8', 'i32'])
      const along = between(0, 3)
      const shape = x.shape.map((size, index) => (index === along ? 1 : size)) as [number, number, number, number]
      push('reduce_sum', 'i32', shape, [x], { axis: along, zeroX: point(x.dtype) })
    },
    requantise() {
      const x = source(['i32'])
      const dtype = pick<EightBit>(['u8', 'i8'])
      push('requantise', dtype, x.shape, [x], { scaleX: scale(), ...output(dtype) })
    },
    lookup() {
      const x = source(['u8', 'i8'])
      const table = parameter(pick<EightBit>(['u8', 'i8']), [1, 1, 1, 256])
      push('lookup', table.dtype, x.shape, [x, table], {})
    },
    conv2d_add() {
      const x = source(['u8', 'i8'])
      const [n, height, width, channels] = x.shape
      const groups = chance(70) ? 1 : factor(channels)
      const outputs = groups * between(1, 6)
      const { outputs: size, attributes } = window(height, width)
      const wType = x.dtype === 'i8' ? 'i8' : pick<EightBit>(['u8', 'i8', 'i8'])
      const w = parameter(wType, [outputs, attributes.kernelH, attributes.kernelW, channels / groups])
      const m = floats([1, 1, 1, outputs], multiplier(0.3 / Math.sqrt(count(w.shape)) / 20))
      const dtype = pick<EightBit>(['u8', 'i8'])
      const b = parameter(pick<EightBit>(['u8', 'i8']), [n, ...size, outputs])
      push('conv2d_add', dtype, [n, ...size, outputs], [x, w, bias(outputs), m, b], {
        ...attributes,
        groups,
        zeroX: point(x.dtype),
        zeroW: chance(50) ? 0 : point(wType),
        scaleX: scale(),
        scaleW: scale(),
        scaleY: scale(),
        zeroB: point(b.dtype),
        ...output(dtype),
        ...last(dtype),
      })
    },
    conv2d_depthwise() {
      const x = source(['u8', 'i8'])
      const [n, height, width, channels] = x.shape
      const outputs = between(1, 20)
      const { outputs: size, attributes } = window(height, width)
      const taps = attributes.kernelH * attributes.kernelW
      const dtype = pick<EightBit>(['u8', 'i8'])
      const weights = (from: Dtype, shape: Shape) =>
        parameter(from === 'i8' ? 'i8' : pick<EightBit>(['u8', 'i8', 'i8']), shape)
      const w = weights(x.dtype, [outputs, 1, 1, channels])
      const w2 = weights(dtype, [outputs, attributes.kernelH, attributes.kernelW, 1])
      const m = floats([1, 1, 1, outputs], multiplier(0.02 / Math.sqrt(channels)))
      const m2 = floats([1, 1, 1, outputs], multiplier(0.02 / Math.sqrt(taps)))
      push('conv2d_depthwise', dtype, [n, ...size, outputs], [x, w, bias(outputs), m, w2, bias(outputs), m2], {
        ...attributes,
        zeroX: point(x.dtype),
        zeroW: chance(50) ? 0 : point(w.dtype),
        zeroV: chance(50) ? 0 : point(w2.dtype),
        ...output(dtype),
        ...last(dtype),
      })
    },
    conv2d_max_pool() {
      const x = source(['u8', 'i8'])
      const [n, height, width, channels] = x.shape
      const groups = chance(70) ? 1 : factor(channels)
      const outputs = groups * between(1, 6)
      const { outputs: size, attributes } = window(height, width)
      const [h, w] = [axis(size[0], false), axis(size[1], false)]
      const wType = x.dtype === 'i8' ? 'i8' : pick<EightBit>(['u8', 'i8', 'i8'])
      const weights = parameter(wType, [outputs, attributes.kernelH, attributes.kernelW, channels / groups])
      const m = floats([1, 1, 1, outputs], multiplier(0.3 / Math.sqrt(count(weights.shape)) / 20))
      const dtype = pick<EightBit>(['u8', 'i8'])
      const shape: Shape = [n, h.outputs, w.outputs, outputs]
      push('conv2d_max_pool', dtype, shape, [x, weights, bias(outputs), m], {
        ...attributes,
        ...{ poolH: h.kernel, poolW: w.kernel, poolStrideH: h.stride, poolStrideW: w.stride },
        ...{ poolPadTop: h.before, poolPadLeft: w.before, poolPadBottom: h.after, poolPadRight: w.after },
        groups,
        zeroX: point(x.dtype),
        zeroW: chance(50) ? 0 : point(wType),
        ...output(dtype),
      })
    },
    conv2d_conv2d_add() {
      const x = source(['u8', 'i8'])
      const [n, height, width, channels] = x.shape
      const outputs = between(1, 12)
      const { outputs: size, attributes } = window(height, width)
      const stride2 = between(1, 3)
      const larger = (length: number) => (length - 1) * stride2 + between(1, stride2)
      const x2 = parameter(pick<EightBit>(['u8', 'i8']), [n, larger(size[0]), larger(size[1]), between(1, 17)])
      const weights = (from: Dtype, shape: Shape) =>
        parameter(from === 'i8' ? 'i8' : pick<EightBit>(['u8', 'i8', 'i8']), shape)
      const w = weights(x.dtype, [outputs, attributes.kernelH, attributes.kernelW, channels])
      const w2 = weights(x2.dtype, [outputs, 1, 1, x2.shape[3]])
      const m = floats([1, 1, 1, outputs], multiplier(0.3 / Math.sqrt(count(w.shape)) / 20))
      const m2 = floats([1, 1, 1, outputs], multiplier(0.02 / Math.sqrt(x2.shape[3])))
      const dtype = pick<EightBit>(['u8', 'i8'])
      const operands = [x, w, bias(outputs), m, x2, w2, bias(outputs), m2]
      push('conv2d_conv2d_add', dtype, [n, ...size, outputs], operands, {
        ...attributes,
        stride2,
        zeroX: point(x.dtype),
        zeroW: chance(50) ? 0 : w.dtype === w2.dtype ? point(w.dtype) : between(0, 127),
        zeroX2: point(x2.dtype),
        scaleX: scale(),
        scaleW: scale(),
        scaleY: scale(),
        zeroB: point(dtype),
        ...output(dtype),
        ...last(dtype),
      })
    },
  }
  const ops = Object.keys(makers) as Node['op'][]
  for (let index = 0; index < nodeCount; index++) makers[pick(ops)]()
  if (inputs.length === 0) input('u8', [1, 1, 1, 1])
  return { program: { nodes, inputs, constants, constantChunkLog2: 10, activationChunkLog2: 12 }, constants: values }
}
