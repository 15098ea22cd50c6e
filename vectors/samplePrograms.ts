import type { Node, Operand, Program, Shape, TensorType } from '@assay/program'
import { windowAttributes } from './cases/window.ts'
import { fusedPrograms } from './fusedPrograms.ts'
import { movementPrograms } from './movementPrograms.ts'
import { rowPrograms } from './rowPrograms.ts'

const input = (index: number, type: TensorType): Operand => ({ source: 'input', index, ...type })
const constant = (index: number, type: TensorType): Operand => ({ source: 'constant', index, ...type })
const node = (index: number, type: TensorType): Operand => ({ source: 'node', index, ...type })

const u8 = (...shape: Shape): TensorType => ({ dtype: 'u8', shape })
const i8 = (...shape: Shape): TensorType => ({ dtype: 'i8', shape })
const i32 = (...shape: Shape): TensorType => ({ dtype: 'i32', shape })
const f32 = (...shape: Shape): TensorType => ({ dtype: 'f32', shape })

const byte = { zeroX: 0, zeroW: 0, zeroY: 0, low: 0, high: 255 }

/**
 * A small network that uses every op: conv2d, max_pool, depthwise conv2d, add, lookup, avg_pool, the two reduce_sum and the requantise
 * of a global pool, and a matmul on a view.
 */
export const network: Program = (() => {
  const constants = [
    i8(8, 3, 3, 1),
    i32(1, 1, 1, 8),
    f32(1, 1, 1, 8),
    i8(8, 3, 3, 1),
    u8(1, 1, 1, 256),
    f32(1, 1, 1, 5),
    i8(1, 1, 10, 8),
    i32(1, 1, 1, 10),
    f32(1, 1, 1, 10),
  ]
  const c = (index: number): Operand => constant(index, constants[index]!)
  const image = u8(1, 28, 28, 1)
  const wide = u8(1, 28, 28, 8)
  const half = u8(1, 14, 14, 8)
  const quarter = u8(1, 7, 7, 8)
  const same = windowAttributes({ kernel: [3, 3], pads: [1, 1, 1, 1] })
  const halve = windowAttributes({ kernel: [2, 2], stride: [2, 2] })
  const nodes: Node[] = [
    {
      op: 'conv2d',
      ...wide,
      operands: [input(0, image), c(0), c(1), c(2)],
      attributes: { ...same, ...byte, groups: 1 },
    },
    { op: 'max_pool', ...half, operands: [node(0, wide)], attributes: halve },
    {
      op: 'conv2d',
      ...half,
      operands: [node(1, half), c(3), c(1), c(2)],
      attributes: { ...same, ...byte, groups: 8, zeroW: -3 },
    },
    {
      op: 'add',
      ...half,
      operands: [node(1, half), node(2, half)],
      attributes: { ...byte, scaleX: 0.5, scaleW: 0.25, scaleY: 0.75 },
    },
    { op: 'lookup', ...half, operands: [node(3, half), c(4)], attributes: {} },
    {
      op: 'avg_pool',
      ...quarter,
      operands: [node(4, half), c(5)],
      attributes: { ...halve, zeroX: 3, zeroY: 3, low: 0, high: 255 },
    },
    { op: 'reduce_sum', ...i32(1, 7, 1, 8), operands: [node(5, quarter)], attributes: { axis: 2, zeroX: 3 } },
    { op: 'reduce_sum', ...i32(1, 1, 1, 8), operands: [node(6, i32(1, 7, 1, 8))], attributes: { axis: 1, zeroX: 0 } },
    {
      op: 'requantise',
      ...u8(1, 1, 1, 8),
      operands: [node(7, i32(1, 1, 1, 8))],
      attributes: { zeroY: 0, low: 0, high: 255, scaleX: Math.fround(1 / 49) },
    },
    {
      op: 'matmul',
      ...u8(1, 1, 1, 10),
      operands: [node(8, u8(1, 1, 1, 8)), c(6), c(7), c(8)],
      attributes: { ...byte, zeroY: 128 },
    },
  ]
  return { nodes, inputs: [image], constants, constantChunkLog2: 10, activationChunkLog2: 12 }
})()

const single = (
  only: Node,
  inputs: TensorType[],
  constants: TensorType[],
  logs: readonly [number, number] = [10, 12],
): Program => ({
  nodes: [only],
  inputs,
  constants,
  constantChunkLog2: logs[0],
  activationChunkLog2: logs[1],
})

const convolution = (x: TensorType, outputs: number, logs?: readonly [number, number]): Program => {
  const constants = [i8(outputs, 3, 3, x.shape[3]), i32(1, 1, 1, outputs), f32(1, 1, 1, outputs)]
  const operands = [input(0, x), ...constants.map((type, i) => constant(i, type))]
  const attributes = { ...windowAttributes({ kernel: [3, 3], pads: [1, 1, 1, 1] }), ...byte, groups: 1 }
  return single({ op: 'conv2d', ...u8(1, x.shape[1], x.shape[2], outputs), operands, attributes }, [x], constants, logs)
}

const product = (depth: number): Program => {
  const constants = [i8(1, 1, 1, depth), i32(1, 1, 1, 1), f32(1, 1, 1, 1)]
  const operands = [input(0, u8(1, 1, 1, depth)), ...constants.map((type, i) => constant(i, type))]
  return single({ op: 'matmul', ...u8(1, 1, 1, 1), operands, attributes: byte }, [u8(1, 1, 1, depth)], constants)
}

const sum = (type: TensorType, axis: number, logs: readonly [number, number]): Program => {
  const shape = type.shape.map((size, i) => (i === axis ? 1 : size)) as [number, number, number, number]
  return single(
    { op: 'reduce_sum', dtype: 'i32', shape, operands: [input(0, type)], attributes: { axis, zeroX: 0 } },
    [type],
    [],
    logs,
  )
}

const requantised = (scaleX: number): Program =>
  single(
    {
      op: 'requantise',
      ...u8(1, 1, 1, 4),
      operands: [input(0, i32(1, 1, 1, 4))],
      attributes: { zeroY: 0, low: 0, high: 255, scaleX },
    },
    [i32(1, 1, 1, 4)],
    [],
  )

const pool = (x: TensorType, window: Parameters<typeof windowAttributes>[0], output: Shape): Program =>
  single(
    { op: 'max_pool', ...u8(...output), operands: [input(0, x)], attributes: windowAttributes(window) },
    [x],
    [],
    [8, 13],
  )

/** Valid programs by name, some of them at the very limit. */
export const samplePrograms: Readonly<Record<string, Program>> = {
  'every op': network,
  'every op, smallest chunks': { ...network, constantChunkLog2: 8, activationChunkLog2: 8 },
  'every op, largest chunks': { ...network, constantChunkLog2: 13, activationChunkLog2: 13 },
  '3 x 3 x 512': convolution(u8(1, 14, 14, 512), 512),
  '3 x 3 x 512, small chunks': convolution(u8(1, 14, 14, 512), 512, [8, 10]),
  'the deepest product in budget': product(36_864),
  'multiplier 2^-60': requantised(2 ** -60),
  'multiplier 2^60': requantised(2 ** 60),
  'a sum whose values are a chunk apart': sum(u8(1, 9, 1, 256), 1, [8, 8]),
  'a sum whose values are further apart than a chunk': sum(u8(1, 9, 1, 257), 1, [8, 8]),
  'a sum of i32': sum(i32(3, 2, 50, 7), 2, [8, 8]),
  'a tensor of 2^20 chunks': sum(u8(1, 2 ** 13, 4, 2 ** 13), 2, [8, 8]),
  'the largest kernel': pool(u8(1, 4096, 1, 1), { kernel: [4096, 1] }, [1, 1, 1, 1]),
  'the largest pads, strides and dilations': pool(
    u8(1, 1, 1, 3),
    { kernel: [2, 2], pads: [4096, 4096, 4096, 4096], stride: [4096, 4096], dilation: [4096, 4096] },
    [1, 2, 2, 3],
  ),
  'a matmul of two nodes': {
    nodes: [
      {
        op: 'max_pool',
        ...i8(1, 1, 4, 6),
        operands: [input(0, i8(1, 1, 4, 6))],
        attributes: windowAttributes({ kernel: [1, 1] }),
      },
      {
        op: 'matmul',
        ...i8(1, 1, 4, 4),
        operands: [
          node(0, i8(1, 1, 4, 6)),
          node(0, i8(1, 1, 4, 6)),
          constant(0, i32(1, 1, 1, 4)),
          constant(1, f32(1, 1, 1, 4)),
        ],
        attributes: { ...byte, high: 127 },
      },
    ],
    inputs: [i8(1, 1, 4, 6)],
    constants: [i32(1, 1, 1, 4), f32(1, 1, 1, 4)],
    constantChunkLog2: 10,
    activationChunkLog2: 12,
  },
  'all from inputs': {
    nodes: [
      {
        op: 'matmul',
        ...u8(1, 1, 1, 2),
        operands: [
          input(0, u8(1, 1, 1, 3)),
          input(1, i8(1, 1, 2, 3)),
          input(2, i32(1, 1, 1, 2)),
          constant(0, f32(1, 1, 1, 2)),
        ],
        attributes: byte,
      },
    ],
    inputs: [u8(1, 1, 3, 1), i8(6, 1, 1, 1), i32(1, 2, 1, 1)],
    constants: [f32(2, 1, 1, 1)],
    constantChunkLog2: 9,
    activationChunkLog2: 11,
  },
  'sixteen inputs': { ...requantised(1), inputs: Array.from({ length: 16 }, () => i32(1, 1, 1, 4)) },
  ...movementPrograms,
  ...rowPrograms,
  ...fusedPrograms,
}
