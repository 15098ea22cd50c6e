import {
  type Attributes,
  type Dtype,
  elementCount,
  type Model,
  type Operand,
  type OpName,
  type Shape,
} from '@assay/program'
import {
  ModelBuilder,
  reshape,
  type SeededRandom,
  type Window,
  windowAttributes,
  windowedSize,
} from '@assay/proof/testing'
import { fusedProofModels } from './fusedProofModels.ts'
import { movementProofModels } from './movementProofModels.ts'
import { rowProofModels } from './rowProofModels.ts'

/** A model to lie about, named for what its proofs have to cope with. */
export interface ProofModel {
  readonly name: string
  readonly model: Model
  /** elements to lie about of a node, besides its first and last and a few at random */
  readonly elements?: Readonly<Record<number, readonly number[]>>
}

const wide: Readonly<Record<string, { zeroY: number; low: number; high: number }>> = {
  u8: { zeroY: 117, low: 0, high: 255 },
  i8: { zeroY: -9, low: -128, high: 127 },
}

/** Small programs over every op, by the file their proofs go to. */
export function proofModels(random: SeededRandom): Readonly<Record<OpName, readonly ProofModel[]>> {
  const conv = (
    builder: ModelBuilder,
    x: Operand,
    outputs: number,
    window: Window,
    {
      groups = 1,
      w = 'i8',
      y = 'u8',
      zeroX = 3,
      zeroW = 0,
      biases = 2000,
    }: {
      groups?: number
      w?: Dtype
      y?: Dtype
      zeroX?: number
      zeroW?: number
      biases?: number
    } = {},
  ): Operand => {
    const shape: Shape = [outputs, ...window.kernel, x.shape[3] / groups]
    const [height, width] = windowedSize(x.shape, window)
    return builder.node(
      'conv2d',
      y,
      [x.shape[0], height, width, outputs],
      [
        x,
        builder.constant(w, shape, random.bytes(elementCount(shape))),
        builder.ints(Array.from({ length: outputs }, () => random.int(-biases, biases))),
        builder.floats(multipliers(outputs, elementCount(shape) / outputs)),
      ],
      { ...windowAttributes(window), groups, zeroX, zeroW, ...wide[y]! },
    )
  }

  const multipliers = (count: number, terms: number): number[] =>
    Array.from({ length: count }, () => random.int(50, 200) / (100 * 80 * Math.sqrt(terms)))

  const matmul = (builder: ModelBuilder, x: Operand, w: Operand, y: Dtype, more: Attributes = {}): Operand => {
    const outputs = w.shape[2]
    return builder.node(
      'matmul',
      y,
      [x.shape[0], x.shape[1], x.shape[2], outputs],
      [
        x,
        w,
        builder.ints(Array.from({ length: outputs }, () => random.int(-3000, 3000))),
        builder.floats(multipliers(outputs, x.shape[3])),
      ],
      { zeroX: 5, zeroW: -2, ...wide[y]!, ...more },
    )
  }

  const weights = (builder: ModelBuilder, dtype: Dtype, shape: Shape): Operand =>
    builder.constant(dtype, shape, random.bytes(elementCount(shape)))

  const built = (
    name: string,
    build: (builder: ModelBuilder) => void,
    more: { chunks?: [number, number]; elements?: ProofModel['elements'] } = {},
  ): ProofModel => {
    const builder = new ModelBuilder()
    build(builder)
    const [constants, activations] = more.chunks ?? [8, 8]
    const model = builder.build(constants, activations)
    return more.elements === undefined ? { name, model } : { name, model, elements: more.elements }
  }

  return {
    ...movementProofModels(random, built),
    ...rowProofModels(random, built),
    ...fusedProofModels(random, built),
    conv2d: [
      built('strided and padded', (b) => {
        conv(b, b.input('u8', [1, 11, 11, 4]), 6, { kernel: [3, 3], stride: [2, 2], pad: [1, 1, 1, 1] })
      }),
      built('grouped, dilated, two images, i8 by i8', (b) => {
        const x = b.input('i8', [2, 9, 9, 4])
        conv(
          b,
          x,
          6,
          { kernel: [3, 2], dilation: [2, 3], pad: [2, 0, 0, 3] },
          { groups: 2, y: 'i8', zeroX: -128, zeroW: 127 },
        )
      }),
      built('depthwise, windows all in the padding', (b) => {
        const x = b.input('u8', [1, 5, 5, 8])
        conv(b, x, 8, { kernel: [2, 2], pad: [4, 4, 3, 3] }, { groups: 8, w: 'u8', zeroX: 255, zeroW: 128 })
      }),
      built('weights over several chunks, u8 by u8, after a first convolution', (b) => {
        const first = conv(b, b.input('u8', [1, 6, 6, 3]), 64, { kernel: [1, 1] }, { zeroX: 0 })
        conv(b, first, 5, { kernel: [3, 3], pad: [1, 1, 1, 1] }, { w: 'u8', zeroX: 117, zeroW: 120 })
      }),
      built(
        'activation chunks of 1024, constant chunks of 512',
        (b) => {
          conv(b, b.input('u8', [1, 9, 9, 32]), 10, { kernel: [3, 3], stride: [1, 2] }, { y: 'i8' })
        },
        { chunks: [9, 10] },
      ),
      built(
        'multipliers that count as 0, a sum that wraps',
        (b) => {
          const x = b.input('u8', [1, 2, 2, 2])
          const odd = [Number.NaN, -1, 2 ** 61, 2 ** -61, 0, 2 ** -24]
          b.node(
            'conv2d',
            'i8',
            [1, 2, 2, 6],
            [x, weights(b, 'i8', [6, 1, 1, 2]), b.ints([1, 2, 3, 4, 5, 2 ** 31 - 1]), b.floats(odd)],
            { ...windowAttributes({ kernel: [1, 1] }), groups: 1, zeroX: 0, zeroW: -128, ...wide.i8! },
          )
        },
        { elements: { 0: [1, 2, 3, 4, 5, 11, 17] } },
      ),
    ],
    matmul: [
      built('constant on the right, rows over several chunks', (b) => {
        matmul(b, b.input('u8', [1, 2, 3, 300]), weights(b, 'i8', [1, 1, 7, 300]), 'u8')
      }),
      built('node on the right, two inputs', (b) => {
        const identity = weights(b, 'i8', [1, 1, 1, 256])
        const left = b.node(
          'lookup',
          'i8',
          [1, 1, 9, 40],
          [b.input('i8', [1, 1, 9, 40]), reshape(identity, [1, 1, 1, 256])],
        )
        const right = b.node(
          'lookup',
          'i8',
          [1, 11, 1, 40],
          [b.input('u8', [1, 11, 1, 40]), reshape(identity, [1, 1, 1, 256])],
        )
        matmul(b, left, reshape(right, [1, 1, 11, 40]), 'i8')
      }),
      built('a batch of 2 by 2, the same node on both sides', (b) => {
        const table = weights(b, 'i8', [1, 1, 1, 256])
        const x = b.node('lookup', 'i8', [2, 2, 4, 30], [b.input('u8', [2, 2, 4, 30]), table])
        matmul(b, x, reshape(x, [1, 1, 16, 30]), 'u8')
      }),
      built('an image seen as one row', (b) => {
        const image = conv(b, b.input('u8', [1, 8, 8, 3]), 9, { kernel: [2, 2] })
        matmul(b, reshape(image, [1, 1, 1, 441]), weights(b, 'i8', [1, 1, 10, 441]), 'i8')
      }),
      built('stacks of nodes on both sides, then one repeated', (b) => {
        const x = b.input('u8', [2, 3, 7, 40])
        const table = weights(b, 'i8', [1, 1, 1, 256])
        const right = b.node('lookup', 'i8', [2, 3, 7, 40], [x, table])
        const scores = matmul(b, x, right, 'u8')
        matmul(b, scores, reshape(b.input('i8', [1, 3, 7, 11]), [1, 3, 11, 7]), 'i8')
      }),
    ],
    add: [
      built('two inputs, i8', (b) => {
        const shape: Shape = [1, 7, 10, 9]
        b.node('add', 'i8', shape, [b.input('i8', shape), b.input('i8', shape)], {
          zeroX: -3,
          zeroW: 127,
          ...wide.i8!,
          scaleX: Math.fround(0.031),
          scaleW: Math.fround(0.0173),
          scaleY: Math.fround(0.041),
        })
      }),
      built('a residual, u8, seen through other shapes', (b) => {
        const x = b.input('u8', [1, 6, 6, 12])
        const y = conv(b, x, 12, { kernel: [3, 3], pad: [1, 1, 1, 1] })
        b.node('add', 'u8', [1, 1, 36, 12], [reshape(y, [1, 1, 36, 12]), reshape(x, [1, 1, 36, 12])], {
          zeroX: 117,
          zeroW: 3,
          ...wide.u8!,
          scaleX: Math.fround(0.5),
          scaleW: Math.fround(0.25),
          scaleY: 1,
        })
      }),
      built('a node with itself, extreme scales', (b) => {
        const x = b.input('u8', [1, 1, 3, 200])
        const table = weights(b, 'u8', [1, 1, 1, 256])
        const y = b.node('lookup', 'u8', [1, 1, 3, 200], [x, table])
        b.node('add', 'u8', [1, 1, 3, 200], [y, y], {
          zeroX: 255,
          zeroW: 0,
          ...wide.u8!,
          scaleX: 2 ** 60,
          scaleW: 2 ** -60,
          scaleY: 2 ** 60,
        })
      }),
      built('a row added to two images, of another dtype', (b) => {
        const x = b.input('i8', [2, 5, 5, 40])
        b.node('add', 'u8', [2, 5, 5, 40], [x, weights(b, 'u8', [1, 1, 1, 40])], {
          zeroX: 0,
          zeroW: 128,
          ...wide.u8!,
          scaleX: 0.5,
          scaleW: 0.25,
          scaleY: 1,
        })
      }),
    ],
    max_pool: [
      built('strided, i8', (b) => {
        const x = b.input('i8', [1, 12, 12, 5])
        b.node('max_pool', 'i8', [1, 6, 6, 5], [x], windowAttributes({ kernel: [2, 2], stride: [2, 2] }))
      }),
      built('padded, dilated, windows all in the padding', (b) => {
        const x = b.input('i8', [2, 5, 7, 6])
        const window: Window = { kernel: [2, 2], pad: [3, 0, 3, 2], dilation: [2, 2] }
        b.node('max_pool', 'i8', [2, ...windowedSize(x.shape, window), 6], [x], windowAttributes(window))
      }),
    ],
    avg_pool: [
      built('padded: multipliers by number of taps', (b) => {
        const x = b.input('u8', [1, 9, 9, 7])
        const window: Window = { kernel: [3, 3], stride: [2, 2], pad: [1, 1, 1, 1] }
        const table = b.floats(Array.from({ length: 10 }, (_, taps) => 1 / Math.max(taps, 1)))
        b.node('avg_pool', 'u8', [1, 5, 5, 7], [x, table], { ...windowAttributes(window), zeroX: 128, ...wide.u8! })
      }),
      built('a table over several chunks, windows all in the padding', (b) => {
        const x = b.input('i8', [1, 10, 10, 3])
        const window: Window = { kernel: [10, 10], stride: [5, 5], pad: [10, 10, 10, 10] }
        const table = b.floats(Array.from({ length: 101 }, (_, taps) => 1 / Math.max(taps, 1)))
        b.node('avg_pool', 'i8', [1, 5, 5, 3], [x, table], { ...windowAttributes(window), zeroX: -1, ...wide.i8! })
      }),
    ],
    reduce_sum: [
      built('over height then width, then a mean', (b) => {
        const x = b.input('u8', [1, 7, 7, 20])
        const rows = b.node('reduce_sum', 'i32', [1, 1, 7, 20], [x], { axis: 1, zeroX: 50 })
        const sums = b.node('reduce_sum', 'i32', [1, 1, 1, 20], [rows], { axis: 2, zeroX: 0 })
        b.node('requantise', 'i8', [1, 1, 1, 20], [sums], { ...wide.i8!, scaleX: Math.fround(1 / 49) })
      }),
      built('over the outermost axis: strides wider than a chunk', (b) => {
        const x = b.input('i8', [6, 5, 6, 10])
        b.node('reduce_sum', 'i32', [1, 5, 6, 10], [x], { axis: 0, zeroX: 127 })
      }),
      built('over the innermost axis of i32, wrapping', (b) => {
        const x = b.input('i32', [1, 2, 5, 90])
        b.node('reduce_sum', 'i32', [1, 2, 5, 1], [x], { axis: 3, zeroX: 0 })
      }),
    ],
    requantise: [
      built('i32 to u8, of any bytes', (b) => {
        const x = b.input('i32', [1, 3, 8, 11])
        b.node('requantise', 'u8', [1, 3, 8, 11], [x], { ...wide.u8!, scaleX: 2 ** -24 })
      }),
      built('i32 to i8, clamped tightly', (b) => {
        const x = b.input('i32', [1, 1, 5, 60])
        b.node('requantise', 'i8', [1, 1, 5, 60], [x], { zeroY: -20, low: -60, high: 40, scaleX: Math.fround(3e-8) })
      }),
    ],
    lookup: [
      built('i8 to u8 and back', (b) => {
        const x = b.input('i8', [1, 9, 9, 9])
        const y = b.node('lookup', 'u8', [1, 9, 9, 9], [x, weights(b, 'u8', [1, 1, 1, 256])])
        b.node('lookup', 'i8', [1, 9, 9, 9], [y, weights(b, 'i8', [1, 1, 1, 256])])
      }),
      built(
        'seen through other shapes, chunks of 512',
        (b) => {
          const x = b.input('u8', [1, 4, 25, 13])
          const y = b.node(
            'lookup',
            'i8',
            [1, 1, 100, 13],
            [reshape(x, [1, 1, 100, 13]), weights(b, 'i8', [1, 1, 1, 256])],
          )
          b.node('lookup', 'i8', [1, 1, 1, 1300], [reshape(y, [1, 1, 1, 1300]), weights(b, 'i8', [1, 1, 1, 256])])
        },
        { chunks: [9, 9] },
      ),
    ],
  }
}
