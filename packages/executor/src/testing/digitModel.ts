import type { Model, Node, Operand, Shape, TensorType } from '@assay/program'
import { seededRandom } from '../seededRandom.ts'

/** A network of the digit classifier's shape with seeded weights: three convolutions, a global sum, a matrix product. */
export function digitModel(seed = 1): Model {
  const random = seededRandom(seed)
  const constants: TensorType[] = []
  const values: Uint8Array[] = []
  const constant = (dtype: 'i8' | 'i32' | 'f32', shape: Shape, bytes: Uint8Array): Operand => {
    constants.push({ dtype, shape })
    values.push(bytes)
    return { source: 'constant', index: constants.length - 1, dtype, shape }
  }
  const weights = (shape: Shape) =>
    constant(
      'i8',
      shape,
      Uint8Array.from({ length: shape.reduce((a, b) => a * b) }, () => random() & 255),
    )
  const channels = (count: number, multiplier: number) => [
    constant(
      'i32',
      [1, 1, 1, count],
      new Uint8Array(Int32Array.from({ length: count }, () => (random() & 4095) - 2048).buffer),
    ),
    constant('f32', [1, 1, 1, count], new Uint8Array(new Float32Array(count).fill(multiplier).buffer)),
  ]
  const full = { zeroY: 0, low: 0, high: 255 }
  const node = (index: number, { dtype, shape }: TensorType): Operand => ({ source: 'node', index, dtype, shape })
  const convolution = (x: Operand, size: number, outputs: number, stride: number): Node => ({
    op: 'conv2d',
    dtype: 'u8',
    shape: [1, size, size, outputs],
    operands: [x, weights([outputs, 3, 3, x.shape[3]]), ...channels(outputs, 0.0015 / Math.sqrt(x.shape[3]))],
    attributes: {
      kernelH: 3,
      kernelW: 3,
      strideH: stride,
      strideW: stride,
      padTop: 1,
      padLeft: 1,
      padBottom: 1,
      padRight: 1,
      dilationH: 1,
      dilationW: 1,
      groups: 1,
      zeroX: 0,
      zeroW: 0,
      ...full,
    },
  })
  const image: TensorType = { dtype: 'u8', shape: [1, 28, 28, 1] }
  const first = convolution({ source: 'input', index: 0, ...image }, 28, 16, 1)
  const second = convolution(node(0, first), 14, 32, 2)
  const third = convolution(node(1, second), 7, 64, 2)
  const rows: Node = {
    op: 'reduce_sum',
    dtype: 'i32',
    shape: [1, 7, 1, 64],
    operands: [node(2, third)],
    attributes: { axis: 2, zeroX: 0 },
  }
  const sum: Node = {
    op: 'reduce_sum',
    dtype: 'i32',
    shape: [1, 1, 1, 64],
    operands: [node(3, rows)],
    attributes: { axis: 1, zeroX: 0 },
  }
  const mean: Node = {
    op: 'requantise',
    dtype: 'u8',
    shape: [1, 1, 1, 64],
    operands: [node(4, sum)],
    attributes: { scaleX: Math.fround(1 / 49), ...full },
  }
  const classes: Node = {
    op: 'matmul',
    dtype: 'u8',
    shape: [1, 1, 1, 10],
    operands: [node(5, mean), weights([1, 1, 10, 64]), ...channels(10, 0.002)],
    attributes: { zeroX: 0, zeroW: 0, zeroY: 128, low: 0, high: 255 },
  }
  const nodes = [first, second, third, rows, sum, mean, classes]
  return {
    program: { nodes, inputs: [image], constants, constantChunkLog2: 10, activationChunkLog2: 10 },
    constants: values,
  }
}
