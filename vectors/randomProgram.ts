import {
  type Attributes,
  type Dtype,
  dtypes,
  type Node,
  type Operand,
  type OpName,
  ops,
  type Program,
  type Shape,
  type TensorType,
} from '@assay/program'
import { poolAttributes } from './cases/conv2d_max_pool.ts'
import { windowAttributes, windowSize } from './cases/window.ts'
import { randomMovement } from './randomMovement.ts'
import { randomRows } from './randomRows.ts'

type Pick = (min: number, max: number) => number

/** A valid program of a few nodes, drawn from `pick`: every op, view, source and dtype occurs. */
export const randomProgram = (pick: Pick): Program => {
  const inputs: TensorType[] = []
  const constants: TensorType[] = []
  const nodes: Node[] = []
  const oneOf = <T>(choices: readonly T[]): T => choices[pick(0, choices.length - 1)]!

  const constant = (dtype: Dtype, shape: Shape): Operand => {
    constants.push({ dtype, shape })
    return { source: 'constant', index: constants.length - 1, dtype, shape }
  }
  const input = (dtype: Dtype): Operand => {
    const shape: Shape = [pick(1, 2), pick(1, 9), pick(1, 9), pick(1, 40)]
    inputs.push({ dtype, shape })
    return { source: 'input', index: inputs.length - 1, dtype, shape }
  }
  /** An earlier tensor of one of these types, perhaps seen through another shape; a new input if there is none. */
  const operand = (allowed: readonly Dtype[]): Operand => {
    const tables = { input: inputs, constant: constants, node: nodes } as const
    const found = (['input', 'constant', 'node'] as const).flatMap((source) =>
      tables[source].map(({ dtype, shape }, index): Operand => ({ source, index, dtype, shape })),
    )
    const fitting = found.filter(({ dtype }) => allowed.includes(dtype))
    if (fitting.length === 0 || (pick(0, 3) === 0 && inputs.length < 4)) return input(oneOf(allowed))
    // The youngest first, so that programs are deep rather than wide.
    const chosen = fitting[Math.max(pick(0, fitting.length - 1), pick(0, fitting.length - 1))]!
    const [n, h, w, c] = chosen.shape
    return pick(0, 4) === 0
      ? {
          ...chosen,
          shape: oneOf([
            [1, n * h, w, c],
            [n, 1, h * w, c],
            [n, h, c, w],
          ] as const),
        }
      : chosen
  }
  const zero = (dtype: Dtype) => pick(dtypes[dtype].min, dtypes[dtype].max)
  const bounds = (dtype: Dtype) => {
    const [a, b] = [zero(dtype), zero(dtype)]
    return { zeroY: zero(dtype), low: Math.min(a, b), high: Math.max(a, b) }
  }
  const scale = () => Math.fround(2 ** pick(-60, 59) * (1 + pick(0, 1000) / 1024))
  const bytes = ['u8', 'i8'] as const

  /** Of one shape, or with axes that are repeated. */
  const pointwise = (op: 'add' | 'mul' | 'sub'): Node => {
    const a = operand(bytes)
    const repeat = (size: number) => (size === 1 ? pick(1, 3) : oneOf([1, size]))
    const shape = a.shape
    const other: Shape = [repeat(shape[0]), repeat(shape[1]), repeat(shape[2]), repeat(shape[3])]
    const b = oneOf([() => a, () => constant(oneOf(bytes), shape), () => constant(oneOf(bytes), other)])()
    const operands = pick(0, 1) === 0 ? ([a, b] as const) : ([b, a] as const)
    const size = (axis: 0 | 1 | 2 | 3) => Math.max(a.shape[axis], b.shape[axis])
    const dtype = oneOf(bytes)
    const attributes = {
      zeroX: zero(operands[0].dtype),
      zeroW: zero(operands[1].dtype),
      ...bounds(dtype),
      scaleX: scale(),
      scaleW: scale(),
      scaleY: scale(),
    }
    return { op, dtype, shape: [size(0), size(1), size(2), size(3)], operands, attributes }
  }
  const perChannel = (outputs: number) => [constant('i32', [1, 1, 1, outputs]), constant('f32', [1, 1, 1, outputs])]
  const boundsZ = (dtype: Dtype) => {
    const { zeroY, low, high } = bounds(dtype)
    return { zeroZ: zeroY, lowZ: low, highZ: high }
  }

  const make: Readonly<Record<OpName, () => Node>> = {
    ...randomMovement({ pick, oneOf, operand, constant, zero, bounds, scale }),
    ...randomRows({ pick, oneOf, operand, constant, zero, bounds, scale }),
    conv2d: () => {
      const x = operand(bytes)
      const [batch, height, width, channels] = x.shape
      const groups = oneOf([1, 2, channels].filter((g) => channels % g === 0))
      const outputs = groups * pick(1, 3)
      const window = someWindow(pick, height, width)
      const w = constant(x.dtype === 'u8' ? oneOf(bytes) : 'i8', [outputs, ...window.kernel, channels / groups])
      const dtype = oneOf(bytes)
      return {
        op: 'conv2d',
        dtype,
        shape: [batch, ...windowSize(window, height, width), outputs],
        operands: [x, w, constant('i32', [1, 1, 1, outputs]), constant('f32', [1, 1, 1, outputs])],
        attributes: {
          ...windowAttributes(window),
          groups,
          zeroX: zero(x.dtype),
          zeroW: zero(w.dtype),
          ...bounds(dtype),
        },
      }
    },
    matmul: () => {
      const x = operand(bytes)
      const columns = pick(1, 6)
      const batch = [oneOf([1, x.shape[0]]), oneOf([1, x.shape[1]])] as const
      const w = constant(x.dtype === 'u8' ? oneOf(bytes) : 'i8', [...batch, columns, x.shape[3]])
      const dtype = oneOf(bytes)
      return {
        op: 'matmul',
        dtype,
        shape: [x.shape[0], x.shape[1], x.shape[2], columns],
        operands: [x, w, constant('i32', [1, 1, 1, columns]), constant('f32', [1, 1, 1, columns])],
        attributes: { zeroX: zero(x.dtype), zeroW: zero(w.dtype), ...bounds(dtype) },
      }
    },
    add: () => pointwise('add'),
    mul: () => pointwise('mul'),
    sub: () => pointwise('sub'),
    max_pool: () => {
      const x = operand(bytes)
      const [batch, height, width, channels] = x.shape
      const window = someWindow(pick, height, width)
      const shape: Shape = [batch, ...windowSize(window, height, width), channels]
      return { op: 'max_pool', dtype: x.dtype, shape, operands: [x], attributes: windowAttributes(window) }
    },
    avg_pool: () => {
      const x = operand(bytes)
      const [batch, height, width, channels] = x.shape
      const window = someWindow(pick, height, width)
      const dtype = oneOf(bytes)
      return {
        op: 'avg_pool',
        dtype,
        shape: [batch, ...windowSize(window, height, width), channels],
        operands: [x, constant('f32', [1, 1, 1, window.kernel[0] * window.kernel[1] + 1])],
        attributes: { ...windowAttributes(window), zeroX: zero(x.dtype), ...bounds(dtype) },
      }
    },
    reduce_sum: () => {
      const x = operand(['u8', 'i8', 'i32'])
      const axis = pick(0, 3)
      const shape = x.shape.map((size, i) => (i === axis ? 1 : size)) as [number, number, number, number]
      const attributes: Attributes = { axis, zeroX: x.dtype === 'i32' ? 0 : zero(x.dtype) }
      return { op: 'reduce_sum', dtype: 'i32', shape, operands: [x], attributes }
    },
    requantise: () => {
      const x = operand(['i32'])
      const dtype = oneOf(bytes)
      return {
        op: 'requantise',
        dtype,
        shape: x.shape,
        operands: [x],
        attributes: { ...bounds(dtype), scaleX: scale() },
      }
    },
    conv2d_add: () => {
      const x = operand(bytes)
      const [batch, height, width, channels] = x.shape
      const groups = oneOf([1, 2, channels].filter((g) => channels % g === 0))
      const outputs = groups * pick(1, 3)
      const window = someWindow(pick, height, width)
      const w = constant(x.dtype === 'u8' ? oneOf(bytes) : 'i8', [outputs, ...window.kernel, channels / groups])
      const dtype = oneOf(bytes)
      const shape: Shape = [batch, ...windowSize(window, height, width), outputs]
      const b = constant(oneOf(bytes), shape)
      return {
        op: 'conv2d_add',
        dtype,
        shape,
        operands: [x, w, ...perChannel(outputs), b],
        attributes: {
          ...windowAttributes(window),
          groups,
          zeroX: zero(x.dtype),
          zeroW: zero(w.dtype),
          ...bounds(dtype),
          scaleX: scale(),
          scaleW: scale(),
          scaleY: scale(),
          zeroB: zero(b.dtype),
          ...boundsZ(dtype),
        },
      }
    },
    conv2d_depthwise: () => {
      const x = operand(bytes)
      const [batch, height, width, channels] = x.shape
      const outputs = pick(1, 9)
      const window = someWindow(pick, height, width)
      const dtype = oneOf(bytes)
      const w = constant(x.dtype === 'u8' ? oneOf(bytes) : 'i8', [outputs, 1, 1, channels])
      const w2 = constant(dtype === 'u8' ? oneOf(bytes) : 'i8', [outputs, ...window.kernel, 1])
      return {
        op: 'conv2d_depthwise',
        dtype,
        shape: [batch, ...windowSize(window, height, width), outputs],
        operands: [x, w, ...perChannel(outputs), w2, ...perChannel(outputs)],
        attributes: {
          ...windowAttributes(window),
          zeroX: zero(x.dtype),
          zeroW: zero(w.dtype),
          ...bounds(dtype),
          zeroV: zero(w2.dtype),
          ...boundsZ(dtype),
        },
      }
    },
    conv2d_max_pool: () => {
      const x = operand(bytes)
      const [batch, height, width, channels] = x.shape
      const groups = oneOf([1, 2, channels].filter((g) => channels % g === 0))
      const outputs = groups * pick(1, 3)
      const window = someWindow(pick, height, width)
      const [betweenH, betweenW] = windowSize(window, height, width)
      const { kernel, stride, pads } = someWindow(pick, betweenH, betweenW)
      const pool = { kernel, stride, pads }
      const w = constant(x.dtype === 'u8' ? oneOf(bytes) : 'i8', [outputs, ...window.kernel, channels / groups])
      const dtype = oneOf(bytes)
      return {
        op: 'conv2d_max_pool',
        dtype,
        shape: [batch, ...windowSize(pool, betweenH, betweenW), outputs],
        operands: [x, w, ...perChannel(outputs)],
        attributes: {
          ...windowAttributes(window),
          ...poolAttributes(pool),
          groups,
          zeroX: zero(x.dtype),
          zeroW: zero(w.dtype),
          ...bounds(dtype),
        },
      }
    },
    conv2d_conv2d_add: () => {
      const x = operand(bytes)
      const [batch, height, width, channels] = x.shape
      const outputs = pick(1, 6)
      const window = someWindow(pick, height, width)
      const size = windowSize(window, height, width)
      const stride2 = pick(1, 3)
      const larger = (length: number) => (length - 1) * stride2 + pick(1, stride2)
      const x2 = constant(oneOf(bytes), [batch, larger(size[0]), larger(size[1]), pick(1, 9)])
      const weights = (from: Operand, shape: Shape) => constant(from.dtype === 'u8' ? oneOf(bytes) : 'i8', shape)
      const w = weights(x, [outputs, ...window.kernel, channels])
      const w2 = weights(x2, [outputs, 1, 1, x2.shape[3]])
      const dtype = oneOf(bytes)
      return {
        op: 'conv2d_conv2d_add',
        dtype,
        shape: [batch, ...size, outputs],
        operands: [x, w, ...perChannel(outputs), x2, w2, ...perChannel(outputs)],
        attributes: {
          ...windowAttributes(window),
          stride2,
          zeroX: zero(x.dtype),
          zeroW: w.dtype === w2.dtype ? zero(w.dtype) : pick(0, 127),
          zeroX2: zero(x2.dtype),
          ...bounds(dtype),
          scaleX: scale(),
          scaleW: scale(),
          scaleY: scale(),
          zeroB: zero(dtype),
          ...boundsZ(dtype),
        },
      }
    },
    lookup: () => {
      const x = operand(bytes)
      const table = constant(oneOf(bytes), [1, 1, 1, 256])
      return { op: 'lookup', dtype: table.dtype, shape: x.shape, operands: [x, table], attributes: {} }
    },
  }

  // Object.keys loses the literal names, which are those of `ops`.
  const names = Object.keys(ops) as OpName[]
  const length = pick(1, 8)
  while (nodes.length < length) nodes.push(make[oneOf(names)]())
  if (inputs.length === 0) input('u8')
  return { nodes, inputs, constants, constantChunkLog2: pick(8, 13), activationChunkLog2: pick(8, 13) }
}

/** A window that fits an image of `height` x `width`. */
const someWindow = (pick: Pick, height: number, width: number) => {
  const along = (size: number) => {
    const [kernel, dilation] = [pick(1, 3), pick(1, 2)]
    const missing = Math.max(0, dilation * (kernel - 1) + 1 - size)
    return { kernel, dilation, before: pick(0, 2), after: missing + pick(0, 2), stride: pick(1, 3) }
  }
  const [h, w] = [along(height), along(width)]
  return {
    kernel: [h.kernel, w.kernel],
    stride: [h.stride, w.stride],
    pads: [h.before, w.before, h.after, w.after],
    dilation: [h.dilation, w.dilation],
  } as const
}
