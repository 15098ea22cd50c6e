import type { Model, OpName } from '@assay/program'
import { ModelBuilder, seededRandom, windowAttributes } from '@assay/proof/testing'

const CLAMP = { low: 0, high: 255 }
const CHUNK_LOG2 = 10
const K = 4608

export interface StepModel {
  readonly op: OpName
  readonly what: string
  readonly model: Model
  /** Element whose proof is measured. */
  readonly element: number
  /** Multiply-accumulates, where the op has them. */
  readonly macs?: number
}

/** One node each, at a size a real network has; products at K = 4,608 (a 3 x 3 window of 512 channels). 1 KiB chunks. */
export const stepModels = (): StepModel[] => {
  const random = seededRandom(1)
  const one = (build: (model: ModelBuilder) => void): Model => {
    const model = new ModelBuilder()
    build(model)
    return model.build(CHUNK_LOG2, CHUNK_LOG2)
  }
  return [
    {
      op: 'conv2d',
      what: '3 x 3 x 512 window of a 7 x 7 image',
      element: 24 * 2,
      macs: K,
      model: one((m) => {
        const x = m.input('u8', [1, 7, 7, 512])
        const w = m.constant('i8', [2, 3, 3, 512], random.bytes(2 * K))
        const attributes = {
          ...windowAttributes({ kernel: [3, 3], pad: [1, 1, 1, 1] }),
          groups: 1,
          zeroX: 7,
          zeroW: 0,
          zeroY: 128,
          ...CLAMP,
        }
        m.node('conv2d', 'u8', [1, 7, 7, 2], [x, w, m.ints([0, 0]), m.floats([0.0001, 0.0001])], attributes)
      }),
    },
    {
      op: 'matmul',
      what: `K = ${K}`,
      element: 1,
      macs: K,
      model: one((m) => {
        const w = m.constant('i8', [1, 1, 2, K], random.bytes(2 * K))
        m.node(
          'matmul',
          'u8',
          [1, 1, 1, 2],
          [m.input('u8', [1, 1, 1, K]), w, m.ints([0, 0]), m.floats([0.0001, 0.0001])],
          {
            ...{ zeroX: 7, zeroW: 0, zeroY: 128 },
            ...CLAMP,
          },
        )
      }),
    },
    {
      op: 'add',
      what: '7 x 7 x 512',
      element: 12_345,
      model: one((m) => {
        m.node('add', 'u8', [1, 7, 7, 512], [m.input('u8', [1, 7, 7, 512]), m.input('u8', [1, 7, 7, 512])], {
          ...{ zeroX: 1, zeroW: 2, zeroY: 3, scaleX: 0.02, scaleW: 0.03, scaleY: 0.04 },
          ...CLAMP,
        })
      }),
    },
    {
      op: 'max_pool',
      what: '3 x 3 window of 112 x 112 x 64',
      element: 64 * (30 * 56 + 30),
      model: one((m) => {
        m.node(
          'max_pool',
          'u8',
          [1, 55, 55, 64],
          [m.input('u8', [1, 112, 112, 64])],
          windowAttributes({ kernel: [3, 3], stride: [2, 2] }),
        )
      }),
    },
    {
      op: 'avg_pool',
      what: '3 x 3 window of 56 x 56 x 64',
      element: 64 * (20 * 54 + 20),
      model: one((m) => {
        const table = m.floats(Array.from({ length: 10 }, (_, n) => (n === 0 ? 1 : 1 / n)))
        m.node('avg_pool', 'u8', [1, 54, 54, 64], [m.input('u8', [1, 56, 56, 64]), table], {
          ...windowAttributes({ kernel: [3, 3] }),
          ...{ zeroX: 3, zeroY: 3 },
          ...CLAMP,
        })
      }),
    },
    {
      op: 'reduce_sum',
      what: '7 columns of 7 x 7 x 512',
      element: 777,
      model: one((m) => {
        m.node('reduce_sum', 'i32', [1, 7, 1, 512], [m.input('u8', [1, 7, 7, 512])], { axis: 2, zeroX: 3 })
      }),
    },
    {
      op: 'requantise',
      what: '512 sums',
      element: 300,
      model: one((m) => {
        m.node('requantise', 'u8', [1, 1, 1, 512], [m.input('i32', [1, 1, 1, 512])], {
          zeroY: 3,
          scaleX: 0.01,
          ...CLAMP,
        })
      }),
    },
    {
      op: 'lookup',
      what: '7 x 7 x 512',
      element: 12_345,
      model: one((m) => {
        const table = m.constant('u8', [1, 1, 1, 256], random.bytes(256))
        m.node('lookup', 'u8', [1, 7, 7, 512], [m.input('u8', [1, 7, 7, 512]), table])
      }),
    },
    ...(['mul', 'sub'] as const).map(
      (op): StepModel => ({
        op,
        what: '7 x 7 x 512',
        element: 12_345,
        model: one((m) => {
          m.node(op, 'u8', [1, 7, 7, 512], [m.input('u8', [1, 7, 7, 512]), m.input('u8', [1, 7, 7, 512])], {
            ...{ zeroX: 1, zeroW: 2, zeroY: 3, scaleX: 0.02, scaleW: 0.03, scaleY: 0.04 },
            ...CLAMP,
          })
        }),
      }),
    ),
    {
      op: 'concat',
      what: 'two tensors of 7 x 7 x 256',
      element: 12_345,
      model: one((m) => {
        m.node('concat', 'u8', [1, 7, 7, 512], [m.input('u8', [1, 7, 7, 256]), m.input('u8', [1, 7, 7, 256])], {
          ...{ zero0: 1, zero1: 2, scale0: 0.02, scale1: 0.03, axis: 3, zeroY: 3, scaleY: 0.04 },
          ...{ zero2: 0, zero3: 0, scale2: 0, scale3: 0 },
          ...CLAMP,
        })
      }),
    },
    {
      op: 'pad',
      what: '7 x 7 x 512 to 9 x 9 x 512',
      element: 512 * (9 * 4 + 4),
      model: one((m) => {
        const before = { before0: 0, before1: 1, before2: 1, before3: 0 }
        m.node('pad', 'u8', [1, 9, 9, 512], [m.input('u8', [1, 7, 7, 512])], { ...before, zeroX: 3 })
      }),
    },
    {
      op: 'slice',
      what: 'every other row and column of 14 x 14 x 512',
      element: 12_345,
      model: one((m) => {
        m.node('slice', 'u8', [1, 7, 7, 512], [m.input('u8', [1, 14, 14, 512])], {
          ...{ start0: 0, start1: 0, start2: 0, start3: 0, step0: 1, step1: 2, step2: 2, step3: 1 },
        })
      }),
    },
    {
      op: 'transpose',
      what: '7 x 7 x 512 to 512 x 7 x 7',
      element: 12_345,
      model: one((m) => {
        m.node('transpose', 'u8', [1, 512, 7, 7], [m.input('u8', [1, 7, 7, 512])], {
          ...{ perm0: 0, perm1: 3, perm2: 1, perm3: 2 },
        })
      }),
    },
    {
      op: 'gather',
      what: '128 of 1,000 rows of 64',
      element: 5_000,
      model: one((m) => {
        const ids = m.ints(Array.from({ length: 128 }, (_, i) => (37 * i) % 1000))
        m.node('gather', 'u8', [1, 1, 128, 64], [m.input('u8', [1, 1, 1000, 64]), ids])
      }),
    },
    {
      op: 'resize_nearest',
      what: '14 x 14 x 64 to 28 x 28 x 64',
      element: 12_345,
      model: one((m) => {
        const halves = () => m.ints(Array.from({ length: 28 }, (_, i) => Math.floor(i / 2)))
        m.node('resize_nearest', 'u8', [1, 28, 28, 64], [m.input('u8', [1, 14, 14, 64]), halves(), halves()])
      }),
    },
    ...(['reduce_max', 'arg_max'] as const).map(
      (op): StepModel => ({
        op,
        what: '1,000 values',
        element: 3,
        model: one((m) => {
          m.node(op, op === 'arg_max' ? 'i32' : 'u8', [1, 1, 7, 1], [m.input('u8', [1, 1, 7, 1000])], { axis: 3 })
        }),
      }),
    ),
    {
      op: 'softmax',
      what: 'rows of 768',
      element: 5_000,
      model: one((m) => {
        const table = m.ints(Array.from({ length: 256 }, (_, i) => Math.round(2 ** 20 * Math.exp(-i / 16))))
        m.node('softmax', 'u8', [1, 1, 7, 768], [m.input('u8', [1, 1, 7, 768]), table], {
          ...{ zeroY: 0, levels: 255 },
          ...CLAMP,
        })
      }),
    },
    {
      op: 'layer_norm',
      what: 'rows of 768',
      element: 5_000,
      model: one((m) => {
        const gamma = m.floats(Array.from({ length: 768 }, (_, i) => 10 + i / 100))
        const beta = m.floats(Array.from({ length: 768 }, (_, i) => i / 100))
        m.node('layer_norm', 'u8', [1, 1, 7, 768], [m.input('u8', [1, 1, 7, 768]), gamma, beta], {
          ...{ zeroY: 128, epsilon: 0.5 },
          ...CLAMP,
        })
      }),
    },
    {
      op: 'conv2d_add',
      what: '3 x 3 x 512 window of a 7 x 7 image',
      element: 24 * 2,
      macs: K,
      model: one((m) => {
        const x = m.input('u8', [1, 7, 7, 512])
        const w = m.constant('i8', [2, 3, 3, 512], random.bytes(2 * K))
        const operands = [x, w, m.ints([0, 0]), m.floats([0.0001, 0.0001]), m.input('u8', [1, 7, 7, 2])]
        m.node('conv2d_add', 'u8', [1, 7, 7, 2], operands, {
          ...windowAttributes({ kernel: [3, 3], pad: [1, 1, 1, 1] }),
          ...{ groups: 1, zeroX: 7, zeroW: 0, zeroY: 128, scaleX: 0.02, scaleW: 0.03, scaleY: 0.04 },
          ...{ zeroB: 3, zeroZ: 128, lowZ: 0, highZ: 255 },
          ...CLAMP,
        })
      }),
    },
    {
      op: 'conv2d_depthwise',
      what: '3 x 3 window of a 14 x 14 x 96 image',
      element: 12_345,
      macs: 9 * 96,
      model: one((m) => {
        const [channels, middle] = [96, 64]
        const multipliers = () => m.floats(Array.from({ length: middle }, () => 0.01))
        const operands = [
          m.input('u8', [1, 14, 14, channels]),
          m.constant('i8', [middle, 1, 1, channels], random.bytes(middle * channels)),
          m.ints(Array.from({ length: middle }, () => 0)),
          multipliers(),
          m.constant('i8', [middle, 3, 3, 1], random.bytes(middle * 9)),
          m.ints(Array.from({ length: middle }, () => 0)),
          multipliers(),
        ]
        m.node('conv2d_depthwise', 'u8', [1, 14, 14, middle], operands, {
          ...windowAttributes({ kernel: [3, 3], pad: [1, 1, 1, 1] }),
          ...{ zeroX: 7, zeroW: 0, zeroY: 128, zeroV: 0, zeroZ: 128, lowZ: 0, highZ: 255 },
          ...CLAMP,
        })
      }),
    },
    {
      op: 'conv2d_max_pool',
      what: '3 x 3 windows of 7 x 7 windows of a 112 x 112 x 3 image',
      element: 12_345,
      macs: 9 * 147,
      model: one((m) => {
        const x = m.input('u8', [1, 112, 112, 3])
        const multipliers = m.floats(Array.from({ length: 32 }, () => 0.001))
        const biases = m.ints(Array.from({ length: 32 }, () => 0))
        const operands = [x, m.constant('i8', [32, 7, 7, 3], random.bytes(32 * 147)), biases, multipliers]
        m.node('conv2d_max_pool', 'u8', [1, 28, 28, 32], operands, {
          ...windowAttributes({ kernel: [7, 7], stride: [2, 2], pad: [3, 3, 3, 3] }),
          ...{ poolH: 3, poolW: 3, poolStrideH: 2, poolStrideW: 2 },
          ...{ poolPadTop: 1, poolPadLeft: 1, poolPadBottom: 1, poolPadRight: 1 },
          ...{ groups: 1, zeroX: 7, zeroW: 0, zeroY: 128 },
          ...CLAMP,
        })
      }),
    },
    {
      op: 'conv2d_conv2d_add',
      what: '1 x 1 x 512 and 1 x 1 x 1,024 of a 7 x 7 image',
      element: 24 * 2,
      macs: 512 + 1024,
      model: one((m) => {
        const layer = (channels: number) => [
          m.input('u8', [1, 7, 7, channels]),
          m.constant('i8', [2, 1, 1, channels], random.bytes(2 * channels)),
          m.ints([0, 0]),
          m.floats([0.0004, 0.0004]),
        ]
        m.node('conv2d_conv2d_add', 'u8', [1, 7, 7, 2], [...layer(512), ...layer(1024)], {
          ...windowAttributes({ kernel: [1, 1] }),
          ...{ stride2: 1, zeroX: 7, zeroW: 0, zeroX2: 3, zeroY: 128, scaleX: 0.02, scaleW: 0.03, scaleY: 0.04 },
          ...{ zeroB: 128, zeroZ: 128, lowZ: 0, highZ: 255 },
          ...CLAMP,
        })
      }),
    },
  ]
}
