import type { Model } from '@assay/program'
import { ModelBuilder, randomModel, reshape, seededRandom, windowAttributes } from '@assay/proof/testing'
import { hostileModels } from '../../packages/executor/src/testing/hostileModels.ts'
import { fuseEverything } from './fuseEverything.ts'
import { largestPrograms } from './largestPrograms.ts'
import { lookAlongRows } from './lookAlongRows.ts'
import { moveEverything } from './moveEverything.ts'

/** Multipliers at the limits of the format and beyond them: the latter count as 0. */
const nonsense = [2 ** 60, 2 ** -60, Number.NaN, Number.POSITIVE_INFINITY, -1, 2 ** 61, 2 ** -61, 2 ** -149, -0, 1]
const edges = [2 ** 31 - 1, -(2 ** 31), 2 ** 24 + 1, -(2 ** 24) - 1, 0, 1, -1, 3, 2 ** 30, -(2 ** 30)]

/** Valid programs that nobody would write for a good reason. */
export const hostilePrograms: Readonly<Record<string, () => Model>> = {
  ...hostileModels,
  ...largestPrograms,
  'every op at its limits, zero points low': () => everyOp(0, -128, 1),
  'every op at its limits, zero points high': () => everyOp(255, 127, 2),
  'every op at its limits, zero points between': () => everyOp(77, -3, 3),
  ...Object.fromEntries(
    Array.from({ length: 24 }, (_, i) => [`random program ${i}`, () => randomModel(seededRandom(0xbad00 + i))]),
  ),
}

/** All ops over extreme weights, scales and windows, those that can reading one another. */
function everyOp(unsigned: number, signed: number, seed: number): Model {
  const random = seededRandom(seed)
  const model = new ModelBuilder()
  const weights = (length: number) => Uint8Array.from({ length }, () => random.pick([0, 1, 127, 128, 129, 255]))
  const some = (values: readonly number[], length: number) => Array.from({ length }, () => random.pick(values))
  const u8 = { zeroY: unsigned, low: 0, high: 255 }
  const i8 = { zeroY: signed, low: -128, high: 127 }
  const shape = [1, 6, 6, 4] as const
  const bytes = model.input('u8', shape)
  const chars = model.input('i8', shape)
  const words = model.input('i32', shape)

  const farApart = windowAttributes({ kernel: [3, 3], stride: [4096, 4096], pad: [4096, 4096, 4096, 4096] })
  model.node(
    'conv2d',
    'u8',
    [1, 3, 3, 6],
    [
      bytes,
      model.constant('i8', [6, 3, 3, 2], weights(108)),
      model.ints(edges.slice(0, 6)),
      model.floats(nonsense.slice(0, 6)),
    ],
    { ...farApart, groups: 2, zeroX: unsigned, zeroW: signed, ...u8 },
  )
  model.node(
    'conv2d',
    'i8',
    [1, 8, 8, 10],
    [chars, model.constant('i8', [10, 3, 3, 4], weights(360)), model.ints(edges), model.floats(nonsense)],
    {
      ...windowAttributes({ kernel: [3, 3], pad: [3, 3, 3, 3], dilation: [2, 2] }),
      ...{ groups: 1, zeroX: signed, zeroW: signed, ...i8 },
    },
  )
  const mostlyPadding = { kernel: [2, 2], pad: [4, 4, 4, 4] } as const
  model.node('max_pool', 'i8', [1, 13, 13, 4], [chars], windowAttributes(mostlyPadding))
  model.node('max_pool', 'u8', [1, 13, 13, 4], [bytes], windowAttributes(mostlyPadding))
  model.node('avg_pool', 'u8', [1, 13, 13, 4], [bytes, model.floats(some(nonsense, 5))], {
    ...{ ...windowAttributes(mostlyPadding), zeroX: unsigned },
    ...u8,
  })
  model.node('avg_pool', 'u8', [1, 13, 13, 4], [chars, model.floats([Number.NaN, 1, 0.5, 1 / 3, 0.25])], {
    ...{ ...windowAttributes(mostlyPadding), zeroX: signed },
    ...u8,
  })
  const huge = { scaleX: 2 ** 60, scaleW: 2 ** 60, scaleY: 2 ** -60 }
  const infinite = model.node('add', 'i8', shape, [chars, chars], { zeroX: signed, zeroW: 127, ...i8, ...huge })
  const tiny = { scaleX: 2 ** -60, scaleW: 2 ** -60, scaleY: 2 ** 60 }
  model.node('add', 'u8', shape, [bytes, bytes], { zeroX: unsigned, zeroW: 255, ...u8, ...tiny })
  const uneven = { scaleX: 2 ** 60, scaleW: 2 ** -60, scaleY: 2 ** 59 }
  model.node('add', 'u8', shape, [bytes, bytes], { zeroX: unsigned, zeroW: 0, ...u8, ...uneven })
  const wrapped = model.node('reduce_sum', 'i32', [1, 1, 6, 4], [words], { axis: 1, zeroX: 0 })
  model.node('reduce_sum', 'i32', [1, 1, 1, 4], [wrapped], { axis: 2, zeroX: 0 })
  model.node('reduce_sum', 'i32', [1, 6, 6, 1], [chars], { axis: 3, zeroX: signed })
  for (const scaleX of [2 ** 60, 2 ** -60, 2 ** -24, 2 ** -32, 0.5])
    model.node('requantise', 'i8', shape, [words], { ...i8, scaleX })
  const looked = model.node('lookup', 'i8', shape, [infinite, model.constant('i8', [1, 1, 1, 256], random.bytes(256))])
  model.node(
    'matmul',
    'u8',
    [1, 1, 6, 10],
    [
      reshape(bytes, [1, 1, 6, 24]),
      model.constant('u8', [1, 1, 10, 24], weights(240)),
      model.ints(edges),
      model.floats(nonsense),
    ],
    { zeroX: unsigned, zeroW: 255 - unsigned, ...u8 },
  )
  model.node(
    'matmul',
    'i8',
    [1, 1, 6, 6],
    [
      reshape(chars, [1, 1, 6, 24]),
      reshape(looked, [1, 1, 6, 24]),
      model.ints(edges.slice(0, 6)),
      model.floats(some([2 ** 60, 2 ** -12, 2 ** -20, Number.NaN], 6)),
    ],
    { zeroX: signed, zeroW: signed, ...i8 },
  )
  moveEverything(model, { bytes, chars, words }, [unsigned, signed])
  lookAlongRows(model, { bytes, chars, words }, [unsigned, signed])
  fuseEverything(model, { bytes, chars }, [unsigned, signed])
  return model.build(8, 8)
}
