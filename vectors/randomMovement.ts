import { type Attributes, type Dtype, dtypes, type Node, type Operand, type OpName, type Shape } from '@assay/program'

type MovementOp = Extract<OpName, 'concat' | 'pad' | 'slice' | 'transpose' | 'gather' | 'resize_nearest'>

/** What randomProgram draws from. */
export interface Drawing {
  pick(min: number, max: number): number
  oneOf<T>(choices: readonly T[]): T
  operand(allowed: readonly Dtype[]): Operand
  constant(dtype: Dtype, shape: Shape): Operand
  zero(dtype: Dtype): number
  bounds(dtype: Dtype): { zeroY: number; low: number; high: number }
  scale(): number
}

const axes = [0, 1, 2, 3] as const
const movable = ['u8', 'i8', 'i32'] as const
const bytes = ['u8', 'i8'] as const
const shapeOf = (size: (axis: number) => number): Shape => [size(0), size(1), size(2), size(3)]
const numbered = (name: string, value: (axis: number) => number): Attributes =>
  Object.fromEntries(axes.map((axis) => [`${name}${axis}`, value(axis)]))

/** randomProgram's nodes of the ops that move elements. */
export const randomMovement = (draw: Drawing): Readonly<Record<MovementOp, () => Node>> => {
  const { pick, oneOf, operand, constant, zero, bounds, scale } = draw
  return {
    concat: () => {
      const first = operand(bytes)
      const axis = pick(0, 3)
      const others = Array.from({ length: pick(1, 3) }, () => {
        const along = pick(1, 3)
        return constant(
          oneOf(bytes),
          shapeOf((i) => (i === axis ? along : first.shape[i]!)),
        )
      })
      const operands = [first, ...others]
      const total = operands.reduce((sum, { shape }) => sum + shape[axis]!, 0)
      const dtype = oneOf(bytes)
      const attributes = {
        axis,
        ...numbered('zero', (i) => (operands[i] ? zero(operands[i].dtype) : 0)),
        ...numbered('scale', (i) => (operands[i] ? scale() : 0)),
        ...bounds(dtype),
        scaleY: scale(),
      }
      const shape = shapeOf((i) => (i === axis ? total : first.shape[i]!))
      return { op: 'concat', dtype, shape, operands, attributes }
    },
    pad: () => {
      const x = operand(movable)
      const around = axes.map(() => [pick(0, 1), pick(0, 1)] as const)
      const shape = shapeOf((i) => x.shape[i]! + around[i]![0] + around[i]![1])
      const zeroX = oneOf([dtypes[x.dtype].min, dtypes[x.dtype].max, 0])
      const attributes = { ...numbered('before', (i) => around[i]![0]), zeroX }
      return { op: 'pad', dtype: x.dtype, shape, operands: [x], attributes }
    },
    slice: () => {
      const x = operand(movable)
      const cuts = x.shape.map((size) => {
        const [start, step] = [pick(0, size - 1), pick(1, 3) * oneOf([1, -1])]
        return { start, step, size: pick(1, Math.floor((step > 0 ? size - 1 - start : start) / Math.abs(step)) + 1) }
      })
      const attributes = { ...numbered('start', (i) => cuts[i]!.start), ...numbered('step', (i) => cuts[i]!.step) }
      return { op: 'slice', dtype: x.dtype, shape: shapeOf((i) => cuts[i]!.size), operands: [x], attributes }
    },
    transpose: () => {
      const x = operand(movable)
      const perm: number[] = []
      while (perm.length < 4) perm.push(oneOf(axes.filter((axis) => !perm.includes(axis))))
      const shape = shapeOf((i) => x.shape[perm[i]!]!)
      return { op: 'transpose', dtype: x.dtype, shape, operands: [x], attributes: numbered('perm', (i) => perm[i]!) }
    },
    gather: () => {
      const x = operand(movable)
      const [n, planes, rows, width] = x.shape
      const seen: Operand = { ...x, shape: [1, n * planes, rows, width] }
      const length = pick(1, 9)
      const shape: Shape = [1, n * planes, length, width]
      const operands = [seen, constant('i32', [1, 1, 1, length])]
      return { op: 'gather', dtype: x.dtype, shape, operands, attributes: {} }
    },
    resize_nearest: () => {
      const x = operand(bytes)
      const [height, width] = [pick(1, 12), pick(1, 12)]
      const operands = [x, constant('i32', [1, 1, 1, height]), constant('i32', [1, 1, 1, width])]
      const shape: Shape = [x.shape[0], height, width, x.shape[3]]
      return { op: 'resize_nearest', dtype: x.dtype, shape, operands, attributes: {} }
    },
  }
}
