import { eightBit } from '../kernels/eightBit.ts'
import { narrow } from '../kernels/narrow.ts'
import type { Lowering } from '../Lowering.ts'

/**
 * All in int64: the weights of a row sum to less than 2^48, since a step reads the whole row, and their products with the
 * levels stay below 2^62. Binary64, which is faster, would round those.
 */
export const softmax: Lowering = ({ graph }, node, [x, table]) => {
  const { levels, zeroY, low, high } = node.attributes
  const elements = node.shape.reduce((product, size) => product * size)
  const row = graph.int64s([3])
  const values = graph.add('Cast', [x!.value()], { to: 6 })
  const largest = graph.add('ReduceMax', [values, row], { keepdims: 1 })
  const below = graph.add('Reshape', [graph.add('Sub', [largest, values]), graph.int64s([elements])])
  const nonNegative = graph.add('Max', [table!.value([256]), graph.scalar('i32', 0)])
  const weights = graph.add('GatherElements', [graph.add('Cast', [nonNegative], { to: 7 }), below])
  const shaped = graph.add('Reshape', [weights, graph.int64s(node.shape)])
  const sum = graph.add('ReduceSum', [shaped, row], { keepdims: 1 })
  const half = graph.add('Div', [sum, graph.scalar('i64', 2)])
  const dividend = graph.add('Add', [graph.add('Mul', [shaped, graph.scalar('i64', levels!)]), half])
  const share = graph.add('Div', [dividend, graph.add('Max', [sum, graph.scalar('i64', 1)])])
  const moved = graph.add('Add', [share, graph.scalar('i64', zeroY!)])
  return narrow(graph, moved, { dtype: eightBit(node.dtype, 'softmax output'), low: low!, high: high! })
}
