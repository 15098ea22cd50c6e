import type { Attributes, Dtype, Node, Operand, Shape } from '@assay/program'
import { dtypeRange } from '../kernels/dtypeRange.ts'

type EightBit = 'u8' | 'i8'
type MovementOp = 'concat' | 'pad' | 'slice' | 'transpose' | 'gather' | 'resize_nearest'

/** What randomModel draws from. */
export interface Drawing {
  below(limit: number): number
  between(low: number, high: number): number
  chance(percent: number): boolean
  pick<T>(items: readonly T[]): T
  source(dtypes: readonly Dtype[]): Operand
  parameter(dtype: Exclude<Dtype, 'f32'>, shape: Shape, bytes?: Uint8Array): Operand
  point(dtype: Dtype): number
  output(dtype: EightBit): { zeroY: number; low: number; high: number }
  scale(): number
  push(op: Node['op'], dtype: Dtype, shape: Shape, operands: Operand[], attributes: Attributes): void
}

/** Tensors larger than this are not made larger. */
const LARGE = 30_000

const axes = [0, 1, 2, 3] as const
const numbered = (name: string, values: readonly number[]): Attributes =>
  Object.fromEntries(axes.map((axis) => [`${name}${axis}`, values[axis] ?? 0]))
const shapeOf = (size: (axis: number) => number): Shape => [size(0), size(1), size(2), size(3)]

/** The makers of the ops that move elements, as randomModel has them for all others. */
export function movementMakers(draw: Drawing): Record<MovementOp, () => void> {
  const { below, between, chance, pick, source, parameter, point, output, scale, push } = draw
  const anything = () => source(['u8', 'i8', 'i32'])
  const isLarge = (shape: Shape) => shape.reduce((product, size) => product * size) > LARGE
  const ids = (length: number, size: number): Operand => {
    const value = () =>
      chance(70) ? between(0, size - 1) : pick([-1, size, 2 ** 31 - 1, -(2 ** 31), between(-9, size + 9), 2 ** 24 + 1])
    const bytes = new Uint8Array(Int32Array.from({ length }, value).buffer)
    return parameter('i32', [1, 1, 1, length], bytes)
  }

  return {
    concat() {
      const first = source(['u8', 'i8'])
      const axis = below(4)
      const dtype = pick<EightBit>(['u8', 'i8'])
      const scaleY = scale()
      const bounds = output(dtype)
      const others = Array.from({ length: isLarge(first.shape) ? 1 : between(1, 3) }, () => {
        const along = between(1, 4)
        return parameter(
          pick<EightBit>(['u8', 'i8']),
          shapeOf((i) => (i === axis ? along : first.shape[i]!)),
        )
      })
      const operands = chance(70) ? [first, ...others] : [...others, first]
      // The output's own scale and zero point often, on any dtype.
      const parts = operands.map((operand) => {
        const { low, high } = dtypeRange(operand.dtype as EightBit)
        const fits = bounds.zeroY >= low && bounds.zeroY <= high
        return {
          zero: fits && chance(50) ? bounds.zeroY : point(operand.dtype),
          scale: chance(50) ? scaleY : scale(),
        }
      })
      const total = operands.reduce((sum, { shape }) => sum + shape[axis]!, 0)
      push(
        'concat',
        dtype,
        shapeOf((i) => (i === axis ? total : first.shape[i]!)),
        operands,
        {
          axis,
          ...numbered(
            'zero',
            parts.map(({ zero }) => zero),
          ),
          ...numbered(
            'scale',
            parts.map((part) => part.scale),
          ),
          scaleY,
          ...bounds,
        },
      )
    },

    pad() {
      const x = anything()
      const most = isLarge(x.shape) ? 0 : 2
      const [before, after] = [axes.map(() => below(most + 1)), axes.map(() => below(most + 1))]
      const zeroX = x.dtype === 'i32' ? pick([0, -1, 2 ** 31 - 1, -(2 ** 31)]) : point(x.dtype)
      const shape = shapeOf((i) => before[i]! + x.shape[i]! + after[i]!)
      push('pad', x.dtype, shape, [x], { ...numbered('before', before), zeroX })
    },

    slice() {
      const x = anything()
      const cuts = axes.map((axis) => {
        const size = x.shape[axis]!
        const start = chance(50) ? pick([0, size - 1]) : below(size)
        const step = between(1, 3) * pick([1, 1, -1])
        const most = Math.floor((step > 0 ? size - 1 - start : start) / Math.abs(step)) + 1
        const length = chance(70) ? most : between(1, most)
        return length === 1 && chance(30)
          ? { start, step: pick([2 ** 31 - 1, -(2 ** 31)]), length }
          : { start, step, length }
      })
      push(
        'slice',
        x.dtype,
        shapeOf((i) => cuts[i]!.length),
        [x],
        {
          ...numbered(
            'start',
            cuts.map(({ start }) => start),
          ),
          ...numbered(
            'step',
            cuts.map(({ step }) => step),
          ),
        },
      )
    },

    transpose() {
      const x = anything()
      const perm: number[] = []
      while (perm.length < 4) perm.push(pick(axes.filter((axis) => !perm.includes(axis))))
      push(
        'transpose',
        x.dtype,
        shapeOf((i) => x.shape[perm[i]!]!),
        [x],
        numbered('perm', perm),
      )
    },

    gather() {
      const x = anything()
      const [n, h, rows, width] = x.shape
      const length = between(1, isLarge(x.shape) ? 2 : 12)
      const seen: Operand = { ...x, shape: [1, n * h, rows, width] }
      push('gather', x.dtype, [1, n * h, length, width], [seen, ids(length, rows)], {})
    },

    resize_nearest() {
      const x = source(['u8', 'i8'])
      const [n, height, width, channels] = x.shape
      const most = isLarge(x.shape) ? 3 : 11
      const [oH, oW] = [between(1, most), between(1, most)]
      push('resize_nearest', x.dtype, [n, oH, oW, channels], [x, ids(oH, height), ids(oW, width)], {})
    },
  }
}
