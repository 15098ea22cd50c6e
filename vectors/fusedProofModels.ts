import { type Dtype, elementCount, type Operand, type OpName, type Shape } from '@assay/program'
import {
  type ModelBuilder,
  reshape,
  type SeededRandom,
  type Window,
  windowAttributes,
  windowedSize,
} from '@assay/proof/testing'
import type { ProofModel } from './proofModels.ts'

type FusedOp = Extract<OpName, 'mul' | 'sub' | 'conv2d_add' | 'conv2d_depthwise'>
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
  }
}
