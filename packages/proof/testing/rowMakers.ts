import { type Dtype, elementCount, type Operand, type OpName } from '@assay/program'
import type { ModelBuilder } from './ModelBuilder.ts'
import { choose, clampBounds, isByte, list, type Maker } from './makerTools.ts'
import type { SeededRandom } from './seededRandom.ts'

type RowOp = Extract<OpName, 'reduce_max' | 'arg_max' | 'softmax' | 'layer_norm'>

const along =
  (op: 'reduce_max' | 'arg_max', result: (x: Dtype) => Dtype): Maker =>
  (model, random, tensors) => {
    const x = choose(random, tensors, (tensor) => elementCount(tensor.shape) > 1)
    if (x === undefined) return undefined
    const axis = random.int(0, 3)
    const shape = x.shape.map((size, at) => (at === axis ? 1 : size)) as [number, number, number, number]
    return model.node(op, result(x.dtype), shape, [x], { axis })
  }

/** Weights that fall as exponentials do, now and then any at all; or an earlier tensor that fits, which is anything. */
function weights(model: ModelBuilder, random: SeededRandom, tensors: readonly Operand[]): Operand {
  const computed = tensors.filter(({ dtype, shape }) => dtype === 'i32' && elementCount(shape) === 256)
  if (computed.length > 0) return { ...random.pick(computed), shape: [1, 1, 1, 256] }
  const width = random.int(2, 60)
  const wild = random.int(0, 3) === 0
  let at = 0
  return model.ints(
    list(256, () =>
      wild
        ? random.pick([2 ** 31 - 1, 0, -1, -(2 ** 31), random.int(-9, 900)])
        : Math.round(Math.exp(-at++ / width) * 2 ** 24),
    ),
  )
}

function coefficients(model: ModelBuilder, random: SeededRandom, length: number, size: number): Operand {
  const nonsense = [0, Number.NaN, Number.NEGATIVE_INFINITY, 2 ** -70, -(2 ** 70), 2 ** 60, -(2 ** -60)]
  return model.floats(
    list(length, () => (random.int(0, 20) === 0 ? random.pick(nonsense) : (random.int(-1000, 1000) * size) / 1000)),
  )
}

/** The makers of the ops that look along an axis or a row. */
export const rowMakers: Readonly<Record<RowOp, Maker>> = {
  reduce_max: along('reduce_max', (dtype) => dtype),
  arg_max: along('arg_max', () => 'i32'),

  softmax(model, random, tensors) {
    const x = choose(random, tensors, isByte)
    if (x === undefined) return undefined
    const dtype = random.pick(['u8', 'i8'] as const)
    const levels = random.pick([1, 255, 256, 2 ** 31 - 1, random.int(1, 5000)])
    return model.node('softmax', dtype, x.shape, [x, weights(model, random, tensors)], {
      levels,
      ...clampBounds(random, dtype),
    })
  },

  layer_norm(model, random, tensors) {
    const x = choose(random, tensors, isByte)
    if (x === undefined) return undefined
    const dtype = random.pick(['u8', 'i8'] as const)
    const length = x.shape[3]
    const operands = [x, coefficients(model, random, length, 90), coefficients(model, random, length, 20)]
    const epsilon = random.pick([2 ** -60, 1, Math.fround(0.07), 2 ** 60, random.int(1, 10_000)])
    return model.node('layer_norm', dtype, x.shape, operands, { epsilon, ...clampBounds(random, dtype) })
  },
}
