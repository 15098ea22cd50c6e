import { type Dtype, elementCount, type Operand, type OpName, type Shape } from '@assay/program'
import {
  type ModelBuilder,
  reshape,
  type SeededRandom,
  type Window,
  windowAttributes,
  windowedSize,
} from '@assay/proof/testing'
import { type Pool, poolAttributes } from './cases/conv2d_max_pool.ts'
import type { ProofModel } from './proofModels.ts'

type FusedOp = Extract<
  OpName,
  'mul' | 'sub' | 'conv2d_add' | 'conv2d_depthwise' | 'conv2d_max_pool' | 'conv2d_conv2d_add'
>
type Built = (name: string, build: (builder: ModelBuilder) => void, more?: { chunks?: [number, number] }) => ProofModel

const byte = {
  u8: { zeroY: 117, low: 0, high: 255 },
  i8: { zeroY: -9, low: -128, high: 127 },
} as const
const last = {
  u8: { zeroZ: 90, lowZ: 3, highZ: 250 },
  i8: { zeroZ: 4, lowZ: -120, highZ: 127 },
} as const
const scales = { scaleX: Math.fround(0.031), scaleW: Math.fround(0.0173), scaleY: Math.fround(0.041) }

/** The proof models of mul, sub and the ops that hold a conv2d. */
export function fusedProofModels(random: SeededRandom, built: Built): Readonly<Record<FusedOp, readonly ProofModel[]>> {
  /** Weights of any bytes, bias and multiplier. */
  const layer = (b: ModelBuilder, dtype: Dtype, shape: Shape): [Operand, Operand, Operand] => {
    const [outputs] = shape
    const terms = elementCount(shape) / outputs
    return [
      b.constant(dtype, shape, random.bytes(elementCount(shape))),
      b.ints(Array.from({ length: outputs }, () => random.int(-2000, 2000))),
      b.floats(Array.from({ length: outputs }, () => random.int(50, 200) / (100 * 80 * Math.sqrt(terms)))),
    ]
  }
  const residual = (b: ModelBuilder, y: 'u8' | 'i8', x: Operand, outputs: number, window: Window, groups: number) => {
    const [height, width] = windowedSize(x.shape, window)
    const shape: Shape = [x.shape[0], height, width, outputs]
    const parts = layer(b, 'i8', [outputs, ...window.kernel, x.shape[3] / groups])
    return (other: Operand) =>
      b.node('conv2d_add', y, shape, [x, ...parts, reshape(other, shape)], {
        ...windowAttributes(window),
        ...byte[y],
        ...last[y],
        ...scales,
        groups,
        zeroX: 3,
        zeroW: -2,
        zeroB: 1,
      })
  }
  const bottleneck = (b: ModelBuilder, y: 'u8' | 'i8', x: Operand, outputs: number, window: Window, w2: Dtype) => {
    const [height, width] = windowedSize(x.shape, window)
    const first = layer(b, 'i8', [outputs, 1, 1, x.shape[3]])
    const second = layer(b, w2, [outputs, ...window.kernel, 1])
    return b.node('conv2d_depthwise', y, [x.shape[0], height, width, outputs], [x, ...first, ...second], {
      ...windowAttributes(window),
      ...byte[y],
      ...last[y],
      zeroX: 3,
      zeroW: -2,
      zeroV: 5,
    })
  }
  const pooled = (
    b: ModelBuilder,
    y: 'u8' | 'i8',
    x: Operand,
    outputs: number,
    [window, pool]: [Window, Pool],
    groups = 1,
  ) => {
    const between: Shape = [x.shape[0], ...windowedSize(x.shape, window), outputs]
    const { kernel, stride = [1, 1], pads = [0, 0, 0, 0] } = pool
    const shape: Shape = [x.shape[0], ...windowedSize(between, { kernel, stride, pad: pads }), outputs]
    const parts = layer(b, 'i8', [outputs, ...window.kernel, x.shape[3] / groups])
    const attributes = { ...windowAttributes(window), ...poolAttributes(pool), ...byte[y], groups, zeroX: 3, zeroW: -2 }
    return b.node('conv2d_max_pool', y, shape, [x, ...parts], attributes)
  }
  const projected = (
    b: ModelBuilder,
    y: 'u8' | 'i8',
    [x, x2]: [Operand, Operand],
    outputs: number,
    window: Window,
    stride2: number,
  ) => {
    const shape: Shape = [x.shape[0], ...windowedSize(x.shape, window), outputs]
    const first = layer(b, 'i8', [outputs, ...window.kernel, x.shape[3]])
    const second = layer(b, 'i8', [outputs, 1, 1, x2.shape[3]])
    return b.node('conv2d_conv2d_add', y, shape, [x, ...first, x2, ...second], {
      ...windowAttributes(window),
      ...byte[y],
      ...last[y],
      ...scales,
      ...{ stride2, zeroX: 3, zeroW: -2, zeroX2: 7, zeroB: 1 },
    })
  }
  const pointwise = (op: 'mul' | 'sub'): readonly ProofModel[] => [
    built('two inputs of two dtypes', (b) => {
      const shape: Shape = [1, 7, 10, 9]
      const operands = [b.input('i8', shape), b.input('u8', shape)]
      b.node(op, 'u8', shape, operands, { zeroX: -3, zeroW: 200, ...byte.u8, ...scales })
    }),
    built('repeated along several axes, either way', (b) => {
      const x = b.input('u8', [2, 1, 9, 30])
      const row = b.constant('i8', [1, 4, 1, 30], random.bytes(120))
      const wide = b.node(op, 'i8', [2, 4, 9, 30], [x, row], { zeroX: 128, zeroW: 0, ...byte.i8, ...scales })
      b.node(op, 'u8', [2, 4, 9, 30], [x, wide], { zeroX: 0, zeroW: -9, ...byte.u8, ...scales })
    }),
    built('a node with itself, extreme scales', (b) => {
      const x = b.input('u8', [1, 1, 3, 200])
      const y = b.node('lookup', 'u8', [1, 1, 3, 200], [x, b.constant('u8', [1, 1, 1, 256], random.bytes(256))])
      const extreme = { scaleX: 2 ** 60, scaleW: 2 ** -60, scaleY: 2 ** (op === 'mul' ? 8 : 60) }
      b.node(op, 'u8', [1, 1, 3, 200], [y, y], { zeroX: 255, zeroW: 0, ...byte.u8, ...extreme })
    }),
  ]

  return {
    mul: pointwise('mul'),
    sub: pointwise('sub'),
    conv2d_add: [
      built('a residual block', (b) => {
        const x = b.input('u8', [1, 8, 8, 12])
        const same: Window = { kernel: [3, 3], pad: [1, 1, 1, 1] }
        const first = residual(b, 'i8', x, 12, same, 1)(x)
        residual(b, 'u8', first, 12, same, 1)(x)
      }),
      built(
        'strided, grouped, dilated, two images, chunks of 512 and 1024',
        (b) => {
          const x = b.input('i8', [2, 9, 9, 16])
          const window: Window = { kernel: [3, 2], stride: [2, 1], dilation: [2, 3], pad: [2, 0, 0, 3] }
          const [height, width] = windowedSize(x.shape, window)
          residual(b, 'i8', x, 6, window, 2)(b.input('u8', [2, height, width, 6]))
        },
        { chunks: [9, 10] },
      ),
      built('windows all in the padding', (b) => {
        const x = b.input('u8', [1, 5, 5, 8])
        residual(b, 'u8', x, 8, { kernel: [2, 2], pad: [4, 4, 3, 3] }, 8)(b.input('i8', [1, 11, 11, 8]))
      }),
    ],
    conv2d_depthwise: [
      built('padded and strided, then another', (b) => {
        const x = b.input('u8', [1, 9, 9, 20])
        const first = bottleneck(b, 'i8', x, 30, { kernel: [3, 3], stride: [2, 2], pad: [1, 1, 1, 1] }, 'i8')
        bottleneck(b, 'u8', first, 7, { kernel: [3, 3], pad: [1, 1, 1, 1] }, 'u8')
      }),
      built(
        'channels over several chunks, dilated, two images',
        (b) => {
          const x = b.input('i8', [2, 4, 4, 300])
          bottleneck(b, 'u8', x, 5, { kernel: [2, 3], dilation: [2, 1], pad: [0, 1, 1, 0] }, 'i8')
        },
        { chunks: [8, 9] },
      ),
      built('windows all in the padding', (b) => {
        const x = b.input('u8', [1, 5, 5, 8])
        bottleneck(b, 'u8', x, 9, { kernel: [2, 2], pad: [4, 4, 3, 3] }, 'u8')
      }),
    ],
    conv2d_max_pool: [
      built('overlapping windows, then halves', (b) => {
        const x = b.input('u8', [1, 18, 18, 3])
        const seven: Window = { kernel: [7, 7], stride: [2, 2], pad: [3, 3, 3, 3] }
        const first = pooled(b, 'i8', x, 24, [seven, { kernel: [3, 3], stride: [2, 2], pads: [1, 1, 1, 1] }])
        const same: Window = { kernel: [3, 3], pad: [1, 1, 1, 1] }
        pooled(b, 'u8', first, 7, [same, { kernel: [2, 2], stride: [2, 2] }])
      }),
      built(
        'strided, grouped, dilated, two images, chunks of 512 and 1024',
        (b) => {
          const x = b.input('i8', [2, 11, 11, 16])
          const window: Window = { kernel: [3, 2], stride: [2, 1], dilation: [2, 3], pad: [2, 0, 0, 3] }
          pooled(b, 'i8', x, 6, [window, { kernel: [2, 3], stride: [1, 2], pads: [1, 0, 0, 2] }], 2)
        },
        { chunks: [9, 10] },
      ),
      built('one that fits a transaction', (b) => {
        const same: Window = { kernel: [3, 3], pad: [1, 1, 1, 1] }
        pooled(b, 'i8', b.input('u8', [1, 6, 6, 4]), 5, [same, { kernel: [2, 2], stride: [2, 2] }])
      }),
      built('windows all in the padding, of either layer', (b) => {
        const x = b.input('u8', [1, 5, 5, 8])
        const far: Window = { kernel: [2, 2], pad: [4, 4, 3, 3] }
        pooled(b, 'u8', x, 8, [far, { kernel: [2, 1], pads: [3, 0, 4, 2] }], 8)
        pooled(b, 'i8', x, 5, [far, { kernel: [1, 1], stride: [2, 3], pads: [2, 2, 2, 2] }])
      }),
    ],
    conv2d_conv2d_add: [
      built('the first block of a stage, then of the next', (b) => {
        const x = b.input('u8', [1, 9, 9, 12])
        const one: Window = { kernel: [1, 1] }
        const first = projected(b, 'i8', [x, x], 20, one, 1)
        projected(b, 'u8', [x, first], 20, { kernel: [3, 3], stride: [2, 2], pad: [1, 1, 1, 1] }, 2)
      }),
      built(
        'dilated, two images, chunks of 256 and 512',
        (b) => {
          const x = b.input('i8', [2, 9, 9, 16])
          const window: Window = { kernel: [3, 2], stride: [2, 1], dilation: [2, 3], pad: [2, 0, 0, 3] }
          const [height, width] = windowedSize(x.shape, window)
          const x2 = b.input('i8', [2, 3 * height - 1, 3 * width, 300])
          projected(b, 'i8', [x, x2], 6, window, 3)
        },
        { chunks: [8, 9] },
      ),
      built('one that fits a transaction', (b) => {
        const x2 = b.input('i8', [1, 7, 8, 3])
        projected(b, 'u8', [b.input('u8', [1, 4, 4, 5]), x2], 6, { kernel: [3, 3], pad: [1, 1, 1, 1] }, 2)
      }),
      built('windows all in the padding', (b) => {
        const x = b.input('u8', [1, 5, 5, 8])
        projected(b, 'u8', [x, b.input('i8', [1, 21, 22, 3])], 8, { kernel: [2, 2], pad: [4, 4, 3, 3] }, 2)
      }),
    ],
  }
}
