import type { Node, Operand, Program, TensorType } from '@assay/program'

const input = (index: number, type: TensorType): Operand => ({ source: 'input', index, ...type })
const constant = (index: number, type: TensorType): Operand => ({ source: 'constant', index, ...type })
const node = (index: number, type: TensorType): Operand => ({ source: 'node', index, ...type })

const u8 = (...shape: TensorType['shape']): TensorType => ({ dtype: 'u8', shape })
const i8 = (...shape: TensorType['shape']): TensorType => ({ dtype: 'i8', shape })
const i32 = (...shape: TensorType['shape']): TensorType => ({ dtype: 'i32', shape })
const f32 = (...shape: TensorType['shape']): TensorType => ({ dtype: 'f32', shape })
const byte = { zeroY: 0, low: 0, high: 255 }

/** A chain of the ops that look along an axis or a row: layer_norm, softmax, reduce_max, arg_max. The last two constants are spare. */
export const rows: Program = (() => {
  const x = i8(1, 2, 3, 20)
  const constants = [f32(1, 1, 1, 20), f32(1, 1, 1, 20), i32(1, 1, 1, 256), i32(1, 1, 1, 20), f32(1, 1, 1, 256)]
  const c = (index: number): Operand => constant(index, constants[index]!)
  const nodes: Node[] = [
    {
      op: 'layer_norm',
      ...i8(1, 2, 3, 20),
      operands: [input(0, x), c(0), c(1)],
      attributes: { zeroY: 3, low: -128, high: 127, epsilon: 0.5 },
    },
    {
      op: 'softmax',
      ...u8(1, 2, 3, 20),
      operands: [node(0, x), c(2)],
      attributes: { ...byte, levels: 255 },
    },
    { op: 'reduce_max', ...u8(1, 2, 1, 20), operands: [node(1, u8(1, 2, 3, 20))], attributes: { axis: 2 } },
    { op: 'arg_max', ...i32(1, 2, 1, 1), operands: [node(2, u8(1, 2, 1, 20))], attributes: { axis: 3 } },
  ]
  return { nodes, inputs: [x], constants, constantChunkLog2: 10, activationChunkLog2: 12 }
})()

const selection = (op: 'reduce_max' | 'arg_max', x: TensorType, axis: number, log2: number): Program => {
  const shape = x.shape.map((size, i) => (i === axis ? 1 : size)) as [number, number, number, number]
  const dtype = op === 'arg_max' ? 'i32' : x.dtype
  return {
    nodes: [{ op, dtype, shape, operands: [input(0, x)], attributes: { axis } }],
    inputs: [x],
    constants: [],
    constantChunkLog2: log2,
    activationChunkLog2: log2,
  }
}

const share = (length: number, levels: number, log2: number): Program => ({
  nodes: [
    {
      op: 'softmax',
      ...u8(1, 1, 2, length),
      operands: [input(0, u8(1, 1, 2, length)), constant(0, i32(1, 1, 1, 256))],
      attributes: { ...byte, levels },
    },
  ],
  inputs: [u8(1, 1, 2, length)],
  constants: [i32(1, 1, 1, 256)],
  constantChunkLog2: log2,
  activationChunkLog2: log2,
})

const norm = (length: number, epsilon: number, log2: number): Program => ({
  nodes: [
    {
      op: 'layer_norm',
      ...u8(1, 1, 2, length),
      operands: [input(0, u8(1, 1, 2, length)), constant(0, f32(1, 1, 1, length)), constant(1, f32(1, 1, 1, length))],
      attributes: { ...byte, epsilon },
    },
  ],
  inputs: [u8(1, 1, 2, length)],
  constants: [f32(1, 1, 1, length), f32(1, 1, 1, length)],
  constantChunkLog2: log2,
  activationChunkLog2: log2,
})

/** Valid programs of the ops that look along an axis or a row, by name. */
export const rowPrograms: Readonly<Record<string, Program>> = {
  'every op along a row': rows,
  'every op along a row, smallest chunks': { ...rows, constantChunkLog2: 8, activationChunkLog2: 8 },
  'a maximum whose values are further apart than a chunk': selection('reduce_max', u8(1, 9, 1, 257), 1, 8),
  'a place among 50,257': selection('arg_max', i8(1, 1, 1, 50_257), 3, 12),
  'a place among i32': selection('arg_max', i32(3, 2, 50, 7), 2, 8),
  'one level': share(5, 1, 8),
  'levels 2^31 - 1': share(300, 2 ** 31 - 1, 8),
  'shares of a long row': share(30_000, 255, 13),
  'epsilon 2^-60': norm(5, 2 ** -60, 8),
  'epsilon 2^60': norm(300, 2 ** 60, 8),
  'a long row to normalise': norm(40_000, 1, 13),
}
