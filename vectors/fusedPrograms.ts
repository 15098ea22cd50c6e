import type { Node, Operand, Program, TensorType } from '@assay/program'
import { poolAttributes } from './cases/conv2d_max_pool.ts'
import { windowAttributes } from './cases/window.ts'

const input = (index: number, type: TensorType): Operand => ({ source: 'input', index, ...type })
const constant = (index: number, type: TensorType): Operand => ({ source: 'constant', index, ...type })
const node = (index: number, type: TensorType): Operand => ({ source: 'node', index, ...type })

const u8 = (...shape: TensorType['shape']): TensorType => ({ dtype: 'u8', shape })
const i8 = (...shape: TensorType['shape']): TensorType => ({ dtype: 'i8', shape })
const i32 = (...shape: TensorType['shape']): TensorType => ({ dtype: 'i32', shape })
const f32 = (...shape: TensorType['shape']): TensorType => ({ dtype: 'f32', shape })

const product = { zeroX: 0, zeroW: 0, zeroY: 0, low: 0, high: 255 }
const last = { zeroZ: 0, lowZ: 0, highZ: 255 }
const scales = { scaleX: 0.5, scaleW: 0.25, scaleY: 0.75 }

/**
 * An inverted bottleneck, a residual, a gate, a difference and a product of stacks: conv2d_depthwise, conv2d_add, mul, sub, matmul. The
 * last three constants are spare.
 */
export const fused: Program = (() => {
  const constants = [
    i8(6, 1, 1, 3),
    i32(1, 1, 1, 6),
    f32(1, 1, 1, 6),
    i8(6, 3, 3, 1),
    i8(6, 1, 1, 6),
    i8(1, 1, 1, 6),
    i32(1, 1, 1, 32),
    f32(1, 1, 1, 32),
    u8(6, 3, 3, 1),
    i32(6, 3, 3, 1),
    i8(1, 1, 2, 6),
  ]
  const c = (index: number): Operand => constant(index, constants[index]!)
  const image = u8(1, 8, 8, 3)
  const wide = u8(1, 8, 8, 6)
  const nodes: Node[] = [
    {
      op: 'conv2d_depthwise',
      ...i8(1, 8, 8, 6),
      operands: [input(0, image), c(0), c(1), c(2), c(3), c(1), c(2)],
      attributes: {
        ...windowAttributes({ kernel: [3, 3], pads: [1, 1, 1, 1] }),
        ...product,
        zeroY: -128,
        low: -128,
        high: 127,
        zeroV: -3,
        zeroZ: 5,
        lowZ: -100,
        highZ: 100,
      },
    },
    {
      op: 'conv2d_add',
      ...wide,
      operands: [node(0, i8(1, 8, 8, 6)), c(4), c(1), c(2), node(0, i8(1, 8, 8, 6))],
      attributes: {
        ...windowAttributes({ kernel: [1, 1] }),
        ...product,
        ...scales,
        ...last,
        groups: 1,
        zeroX: 5,
        zeroB: 5,
      },
    },
    { op: 'mul', ...wide, operands: [node(1, wide), c(5)], attributes: { ...product, ...scales, zeroW: -7 } },
    {
      op: 'sub',
      ...wide,
      operands: [node(2, wide), node(0, i8(1, 8, 8, 6))],
      attributes: { ...product, ...scales, zeroY: 128 },
    },
    {
      op: 'matmul',
      ...u8(1, 2, 32, 32),
      operands: [node(3, u8(1, 2, 32, 6)), node(2, u8(1, 2, 32, 6)), c(6), c(7)],
      attributes: product,
    },
  ]
  return { nodes, inputs: [image], constants, constantChunkLog2: 10, activationChunkLog2: 12 }
})()

/** The ends of a residual network's first stage: conv2d_max_pool, and conv2d_conv2d_add. The last four constants are spare. */
export const stage: Program = (() => {
  const constants = [
    i8(6, 3, 3, 3),
    i32(1, 1, 1, 6),
    f32(1, 1, 1, 6),
    i8(8, 1, 1, 6),
    i8(8, 1, 1, 3),
    i32(1, 1, 1, 8),
    f32(1, 1, 1, 8),
    u8(8, 1, 1, 3),
    i8(8, 1, 1, 4),
    i32(8, 1, 1, 3),
    i8(6, 1, 3, 9),
  ]
  const c = (index: number): Operand => constant(index, constants[index]!)
  const image = u8(1, 16, 16, 3)
  const between = i8(1, 8, 8, 3)
  const pooled = i8(1, 8, 8, 6)
  const nodes: Node[] = [
    {
      op: 'conv2d_max_pool',
      ...pooled,
      operands: [input(0, image), c(0), c(1), c(2)],
      attributes: {
        ...windowAttributes({ kernel: [3, 3], pads: [1, 1, 1, 1] }),
        ...poolAttributes({ kernel: [3, 3], stride: [2, 2], pads: [1, 1, 1, 1] }),
        ...{ groups: 1, zeroX: 128, zeroW: 0, zeroY: -9, low: -100, high: 120 },
      },
    },
    {
      op: 'conv2d_conv2d_add',
      ...u8(1, 4, 4, 8),
      operands: [node(0, pooled), c(3), c(5), c(6), input(1, between), c(4), c(5), c(6)],
      attributes: {
        ...windowAttributes({ kernel: [1, 1], stride: [2, 2] }),
        ...{ ...product, ...scales, ...last, stride2: 2, zeroX: -9, zeroX2: 3, zeroB: 250 },
      },
    },
  ]
  return { nodes, inputs: [image, between], constants, constantChunkLog2: 10, activationChunkLog2: 12 }
})()

const alone = (
  only: Node,
  inputs: TensorType[],
  constants: TensorType[],
  log2: readonly [number, number],
): Program => ({
  nodes: [only],
  inputs,
  constants,
  constantChunkLog2: log2[0],
  activationChunkLog2: log2[1],
})

const residual = (x: TensorType, outputs: number, log2: readonly [number, number]): Program => {
  const [, height, width, channels] = x.shape
  const constants = [i8(outputs, 3, 3, channels), i32(1, 1, 1, outputs), f32(1, 1, 1, outputs)]
  const b = u8(1, height, width, outputs)
  const operands = [input(0, x), ...constants.map((type, i) => constant(i, type)), input(1, b)]
  const window = windowAttributes({ kernel: [3, 3], pads: [1, 1, 1, 1] })
  const attributes = { ...window, ...product, ...scales, ...last, groups: 1, zeroB: 0 }
  return alone({ op: 'conv2d_add', ...b, operands, attributes }, [x, b], constants, log2)
}

const bottleneck = (x: TensorType, outputs: number, kernel: number, log2: readonly [number, number]): Program => {
  const [, height, width, channels] = x.shape
  const constants = [
    i8(outputs, 1, 1, channels),
    i32(1, 1, 1, outputs),
    f32(1, 1, 1, outputs),
    i8(outputs, kernel, kernel, 1),
  ]
  const c = constants.map((type, i) => constant(i, type))
  const pad = Math.floor(kernel / 2)
  const window = windowAttributes({ kernel: [kernel, kernel], pads: [pad, pad, pad, pad] })
  const operands = [input(0, x), c[0]!, c[1]!, c[2]!, c[3]!, c[1]!, c[2]!]
  const attributes = { ...window, ...product, ...last, zeroV: 0 }
  const y = u8(1, height, width, outputs)
  return alone({ op: 'conv2d_depthwise', ...y, operands, attributes }, [x], constants, log2)
}

const pooledLayer = (x: TensorType, outputs: number, log2: readonly [number, number]): Program => {
  const [, height, width, channels] = x.shape
  const constants = [i8(outputs, 7, 7, channels), i32(1, 1, 1, outputs), f32(1, 1, 1, outputs)]
  const operands = [input(0, x), ...constants.map((type, i) => constant(i, type))]
  const attributes = {
    ...windowAttributes({ kernel: [7, 7], stride: [2, 2], pads: [3, 3, 3, 3] }),
    ...poolAttributes({ kernel: [3, 3], stride: [2, 2], pads: [1, 1, 1, 1] }),
    ...product,
    groups: 1,
  }
  const quarter = (size: number) => Math.ceil(Math.ceil(size / 2) / 2)
  const y = u8(1, quarter(height), quarter(width), outputs)
  return alone({ op: 'conv2d_max_pool', ...y, operands, attributes }, [x], constants, log2)
}

const projection = (x: TensorType, x2: TensorType, outputs: number, log2: readonly [number, number]): Program => {
  const [, height, width, channels] = x.shape
  const constants = [
    i8(outputs, 1, 1, channels),
    i8(outputs, 1, 1, x2.shape[3]),
    i32(1, 1, 1, outputs),
    f32(1, 1, 1, outputs),
  ]
  const c = constants.map((type, i) => constant(i, type))
  const operands = [input(0, x), c[0]!, c[2]!, c[3]!, input(1, x2), c[1]!, c[2]!, c[3]!]
  const zeros = { zeroX2: 0, zeroB: 0, stride2: x2.shape[1] / height }
  const attributes = { ...windowAttributes({ kernel: [1, 1] }), ...product, ...scales, ...last, ...zeros }
  const y = u8(1, height, width, outputs)
  return alone({ op: 'conv2d_conv2d_add', ...y, operands, attributes }, [x, x2], constants, log2)
}

const pointwise = (op: 'add' | 'mul' | 'sub', a: TensorType, b: TensorType, y: TensorType): Program =>
  alone({ op, ...y, operands: [input(0, a), constant(0, b)], attributes: { ...product, ...scales } }, [a], [b], [8, 8])

const stacks = (x: TensorType, w: TensorType): Program => {
  const [a, b, rows] = x.shape
  const columns = w.shape[2]
  const constants = [i32(1, 1, 1, columns), f32(1, 1, 1, columns)]
  const operands = [input(0, x), input(1, w), ...constants.map((type, i) => constant(i, type))]
  return alone({ op: 'matmul', ...u8(a, b, rows, columns), operands, attributes: product }, [x, w], constants, [10, 10])
}

/** Valid programs of the ops that hold a conv2d, of repeated axes and of stacks, by name. */
export const fusedPrograms: Readonly<Record<string, Program>> = {
  'a bottleneck, a residual, a gate, a difference and stacks': fused,
  'a pooled convolution and a projection': stage,
  'the first layer of a large network': pooledLayer(u8(1, 224, 224, 3), 64, [10, 12]),
  'the first layer, smallest chunks': pooledLayer(u8(1, 224, 224, 3), 64, [8, 8]),
  'the first layer, rows longer than a chunk': pooledLayer(u8(1, 30, 3000, 3), 64, [8, 10]),
  'a projection of 512 channels': projection(u8(1, 14, 14, 256), u8(1, 28, 28, 512), 1024, [10, 12]),
  'a projection, smallest chunks': projection(u8(1, 56, 56, 64), u8(1, 56, 56, 64), 256, [8, 8]),
  'the same in the smallest chunks': { ...fused, constantChunkLog2: 8, activationChunkLog2: 8 },
  'a residual of 512 channels': residual(u8(1, 7, 7, 512), 512, [10, 12]),
  'a residual of 64 channels, smallest chunks': residual(u8(1, 56, 56, 64), 64, [8, 8]),
  'a bottleneck of 96 channels': bottleneck(u8(1, 14, 14, 96), 576, 3, [10, 12]),
  'a bottleneck of 5 x 5': bottleneck(u8(1, 14, 14, 80), 480, 5, [10, 10]),
  'a row added to an image': pointwise('add', i8(1, 14, 14, 32), u8(1, 1, 1, 32), u8(1, 14, 14, 32)),
  'a gate per channel of two images': pointwise('mul', i8(2, 7, 7, 16), u8(2, 1, 1, 16), u8(2, 7, 7, 16)),
  'a column less a row': pointwise('sub', u8(1, 1, 40, 1), u8(1, 3, 1, 50), u8(1, 3, 40, 50)),
  'scores of twelve heads': stacks(u8(2, 12, 64, 64), i8(2, 12, 64, 64)),
  'heads that share the right operand': stacks(u8(2, 12, 9, 64), u8(2, 1, 9, 64)),
  'images that share the right operand': stacks(i8(2, 12, 9, 64), i8(1, 12, 9, 64)),
}
