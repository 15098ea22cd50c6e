import type { Model } from '@assay/program'
import { ModelBuilder, reshape, seededRandom, windowAttributes } from '@assay/proof/testing'

/**
 * A network that invites confusion: nodes 0 and 2 give equal tensors, node 1 differs from them in dtype only, and there are
 * two inputs of one shape. Chunks of 256 bytes, so that small tensors span several.
 */
export function twinsModel(): Model {
  const random = seededRandom(0x7715)
  const model = new ModelBuilder()
  const shape = [1, 9, 8, 8] as const
  const image = model.input('u8', shape)
  const other = model.input('u8', shape)
  const table = random.bytes(256)
  const bytes = { zeroY: 7, low: 0, high: 255 }
  const one = model.node('lookup', 'u8', shape, [image, model.constant('u8', [1, 1, 1, 256], table)])
  const signed = model.node('lookup', 'i8', shape, [image, model.constant('i8', [1, 1, 1, 256], table)])
  const two = model.node('lookup', 'u8', shape, [image, model.constant('u8', [1, 1, 1, 256], table)])
  const scales = { scaleX: 0.5, scaleW: 0.25, scaleY: 0.75 }
  const sum = model.node('add', 'u8', shape, [one, two], { zeroX: 9, zeroW: 250, ...bytes, ...scales })
  const mixed = model.node('add', 'u8', shape, [sum, other], { zeroX: 0, zeroW: 128, ...bytes, ...scales })
  const window = windowAttributes({ kernel: [3, 3], stride: [2, 2], pad: [1, 1, 1, 1] })
  const pooled = model.node('max_pool', 'u8', [1, 5, 4, 8], [mixed], window)
  const convolved = model.node(
    'conv2d',
    'i8',
    [1, 5, 4, 6],
    [
      pooled,
      model.constant('i8', [6, 3, 3, 4], random.bytes(216)),
      model.ints([1, -20, 300, -4000, 0, 6]),
      model.floats([0.001, 0.002, 0.003, 0.001, 0.002, Number.NaN]),
    ],
    {
      ...windowAttributes({ kernel: [3, 3], pad: [1, 1, 1, 1] }),
      ...{ groups: 2, zeroX: 100, zeroW: -3, zeroY: -5, low: -128, high: 127 },
    },
  )
  const summed = model.node('reduce_sum', 'i32', [1, 5, 1, 6], [convolved], { axis: 2, zeroX: -5 })
  const narrow = model.node('requantise', 'i8', [1, 5, 1, 6], [summed], {
    zeroY: 3,
    low: -128,
    high: 127,
    scaleX: 0.25,
  })
  model.node(
    'matmul',
    'u8',
    [1, 1, 5, 96],
    [
      reshape(narrow, [1, 1, 5, 6]),
      reshape(signed, [1, 1, 96, 6]),
      model.ints(Array(96).fill(11)),
      model.floats(Array(96).fill(0.01)),
    ],
    { zeroX: 3, zeroW: -1, ...bytes },
  )
  return model.build(8, 8)
}
