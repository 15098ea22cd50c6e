import type { Dtype, Node, OpName } from '@assay/program'
import type { Drawing } from './randomMovement.ts'

type RowOp = Extract<OpName, 'reduce_max' | 'arg_max' | 'softmax' | 'layer_norm'>

const bytes = ['u8', 'i8'] as const

/** randomProgram's nodes of the ops that look along an axis or a row. */
export const randomRows = (draw: Drawing): Readonly<Record<RowOp, () => Node>> => {
  const { pick, oneOf, operand, constant, bounds, scale } = draw
  const along = (op: 'reduce_max' | 'arg_max', result: (x: Dtype) => Dtype) => (): Node => {
    const x = operand(['u8', 'i8', 'i32'])
    const axis = pick(0, 3)
    const shape = x.shape.map((size, at) => (at === axis ? 1 : size)) as [number, number, number, number]
    return { op, dtype: result(x.dtype), shape, operands: [x], attributes: { axis } }
  }
  return {
    reduce_max: along('reduce_max', (dtype) => dtype),
    arg_max: along('arg_max', () => 'i32'),
    softmax: () => {
      const x = operand(bytes)
      const dtype = oneOf(bytes)
      const attributes = { ...bounds(dtype), levels: oneOf([1, 255, 2 ** 31 - 1, pick(1, 1000)]) }
      return { op: 'softmax', dtype, shape: x.shape, operands: [x, constant('i32', [1, 1, 1, 256])], attributes }
    },
    layer_norm: () => {
      const x = operand(bytes)
      const dtype = oneOf(bytes)
      const row = [1, 1, 1, x.shape[3]] as const
      const operands = [x, constant('f32', row), constant('f32', row)]
      return { op: 'layer_norm', dtype, shape: x.shape, operands, attributes: { ...bounds(dtype), epsilon: scale() } }
    },
  }
}
