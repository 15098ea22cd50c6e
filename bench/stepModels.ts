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
  ]
}
