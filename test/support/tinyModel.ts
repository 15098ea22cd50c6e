import type { Model } from '@assay/program'
import { ModelBuilder, reshape, seededRandom, windowAttributes } from '@assay/proof/testing'

/** A small image network whose first tensors span several chunks, the last of them padded: conv2d, max_pool, matmul. */
export const tinyModel = (seed = 1): Model => {
  const random = seededRandom(seed)
  const bytes = { low: 0, high: 255 }
  const model = new ModelBuilder()
  const image = model.input('u8', [1, 16, 16, 2])
  const convolved = model.node(
    'conv2d',
    'u8',
    [1, 14, 14, 4],
    [
      image,
      model.constant('i8', [4, 3, 3, 2], random.bytes(72)),
      model.ints([100, -100, 3, 0]),
      model.floats([0.002, 0.003, 0.004, 0.001]),
    ],
    { ...windowAttributes({ kernel: [3, 3] }), groups: 1, zeroX: 3, zeroW: 0, zeroY: 100, ...bytes },
  )
  const pool = windowAttributes({ kernel: [2, 2], stride: [2, 2] })
  const pooled = model.node('max_pool', 'u8', [1, 7, 7, 4], [convolved], pool)
  model.node(
    'matmul',
    'u8',
    [1, 1, 1, 10],
    [
      reshape(pooled, [1, 1, 1, 196]),
      model.constant('i8', [1, 1, 10, 196], random.bytes(1960)),
      model.ints(Array(10).fill(50)),
      model.floats(Array(10).fill(0.0004)),
    ],
    { zeroX: 100, zeroW: 0, zeroY: 128, ...bytes },
  )
  return model.build(8, 8)
}
