import { dtypes, elementCount, type Operand, type OpName, type Shape } from '@assay/program'
import type { ModelBuilder } from './ModelBuilder.ts'
import { reshape } from './ModelBuilder.ts'
import { choose, clampBounds, isByte, list, type Maker, within } from './makerTools.ts'
import type { SeededRandom } from './seededRandom.ts'

type MovementOp = Extract<OpName, 'concat' | 'pad' | 'slice' | 'transpose' | 'gather' | 'resize_nearest'>

/** Tensors larger than this are not made larger. */
const LARGE = 6000

const axes = [0, 1, 2, 3] as const
const anything = (): boolean => true
const numbered = (name: string, values: readonly number[]): Record<string, number> =>
  Object.fromEntries(axes.map((axis) => [`${name}${axis}`, values[axis] ?? 0]))
const shapeOf = (size: (axis: number) => number): Shape => [size(0), size(1), size(2), size(3)]

/** Ids within the rows mostly: a constant, or an earlier tensor of i32, whose values are anything. */
function ids(model: ModelBuilder, random: SeededRandom, tensors: readonly Operand[], length: number, rows: number) {
  const computed = tensors.filter(({ dtype, shape }) => dtype === 'i32' && elementCount(shape) === length)
  if (computed.length > 0) return reshape(random.pick(computed), [1, 1, 1, length])
  const far = [-1, rows, 2 ** 31 - 1, -(2 ** 31)]
  return model.ints(list(length, () => (random.int(0, 4) === 0 ? random.pick(far) : random.int(0, rows - 1))))
}

/** The makers of the ops that move elements. */
export const movementMakers: Readonly<Record<MovementOp, Maker>> = {
  concat(model, random, tensors) {
    const first = choose(random, tensors, isByte)
    if (first === undefined) return undefined
    const axis = random.int(0, 3)
    const isOther = (t: Operand) => isByte(t) && t.shape.every((size, i) => i === axis || size === first.shape[i])
    const others = list(elementCount(first.shape) > LARGE ? 1 : random.int(1, 3), () => {
      const earlier = choose(random, tensors, isOther)
      if (earlier !== undefined && elementCount(earlier.shape) < LARGE && random.int(0, 2) > 0) return earlier
      const along = random.int(1, 3)
      const shape = shapeOf((i) => (i === axis ? along : first.shape[i]!))
      return model.constant(random.pick(['u8', 'i8']), shape, random.bytes(elementCount(shape)))
    })
    const operands = [first, ...others]
    const dtype = random.pick(['u8', 'i8'] as const)
    const scale = () => Math.fround(random.int(1, 1000) / 500)
    const total = operands.reduce((sum, { shape }) => sum + shape[axis]!, 0)
    const shape = shapeOf((i) => (i === axis ? total : first.shape[i]!))
    return model.node('concat', dtype, shape, operands, {
      axis,
      ...numbered(
        'zero',
        operands.map((operand) => within(random, operand.dtype)),
      ),
      ...numbered('scale', operands.map(scale)),
      scaleY: scale(),
      ...clampBounds(random, dtype),
    })
  },

  pad(model, random, tensors) {
    const x = choose(random, tensors, ({ shape }) => elementCount(shape) <= LARGE)
    if (x === undefined) return undefined
    const [before, after] = [axes.map(() => random.int(0, 1)), axes.map(() => random.int(0, 1))]
    const { min, max } = dtypes[x.dtype]
    const zeroX = random.pick([min, max, 0, 1])
    const shape = shapeOf((i) => before[i]! + x.shape[i]! + after[i]!)
    return model.node('pad', x.dtype, shape, [x], { ...numbered('before', before), zeroX })
  },

  slice(model, random, tensors) {
    const x = choose(random, tensors, anything)
    if (x === undefined) return undefined
    const cuts = x.shape.map((size) => {
      const [start, step] = [random.int(0, Math.min(size - 1, 1)), random.int(1, 2)]
      const length = Math.floor((size - 1 - start) / step) + 1
      const last = start + (length - 1) * step
      return random.int(0, 1) === 0 ? { start, step, length } : { start: last, step: -step, length }
    })
    const shape = shapeOf((i) => cuts[i]!.length)
    const [starts, steps] = [cuts.map(({ start }) => start), cuts.map(({ step }) => step)]
    return model.node('slice', x.dtype, shape, [x], { ...numbered('start', starts), ...numbered('step', steps) })
  },

  transpose(model, random, tensors) {
    const x = choose(random, tensors, anything)
    if (x === undefined) return undefined
    const perm: number[] = []
    while (perm.length < 4) perm.push(random.pick(axes.filter((axis) => !perm.includes(axis))))
    const shape = shapeOf((i) => x.shape[perm[i]!]!)
    return model.node('transpose', x.dtype, shape, [x], numbered('perm', perm))
  },

  gather(model, random, tensors) {
    const x = choose(random, tensors, anything)
    if (x === undefined) return undefined
    const [n, planes, rows, width] = x.shape
    const length = random.int(1, elementCount(x.shape) > LARGE ? Math.min(2, rows) : 12)
    const seen = reshape(x, [1, n * planes, rows, width])
    const row = ids(model, random, tensors, length, rows)
    return model.node('gather', x.dtype, [1, n * planes, length, width], [seen, row])
  },

  resize_nearest(model, random, tensors) {
    const x = choose(random, tensors, isByte)
    if (x === undefined) return undefined
    const [n, height, width, channels] = x.shape
    const most = elementCount(x.shape) > LARGE ? 3 : 14
    const [oH, oW] = [random.int(1, most), random.int(1, most)]
    const tables = [ids(model, random, tensors, oH, height), ids(model, random, tensors, oW, width)]
    return model.node('resize_nearest', x.dtype, [n, oH, oW, channels], [x, ...tables])
  },
}
