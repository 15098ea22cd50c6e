import { coefficients } from '../kernels/coefficients.ts'
import { eightBit } from '../kernels/eightBit.ts'
import { quantise } from '../kernels/quantise.ts'
import type { Lowering } from '../Lowering.ts'

const F32 = { to: 1 }
const F64 = { to: 11 }

/**
 * The integers in binary64, exactly and in any order: a step reads the whole row, so K < 2^17, and the largest of them,
 * K * sum x^2, is below 2^50. Then binary32, one operator for each rounding. Only the root is taken in binary64 and rounded
 * again, which is the correctly rounded root (53 >= 2 * 24 + 2): a float32 kernel may approximate it.
 */
export const layer_norm: Lowering = ({ graph }, node, [x, gamma, beta]) => {
  const { epsilon, zeroY, low, high } = node.attributes
  const row = graph.int64s([3])
  const values = graph.add('Cast', [x!.value()], F64)
  const length = graph.scalar('f64', node.shape[3])
  const sum = graph.add('ReduceSum', [values, row], { keepdims: 1 })
  const squares = graph.add('ReduceSum', [graph.add('Mul', [values, values]), row], { keepdims: 1 })
  const variance = graph.add('Sub', [graph.add('Mul', [squares, length]), graph.add('Mul', [sum, sum])])
  const guarded = graph.add('Add', [graph.add('Cast', [variance], F32), graph.scalar('f32', epsilon!)])
  const root = graph.add('Sqrt', [graph.add('Cast', [guarded], F64)])
  const distance = graph.add('Sub', [graph.add('Mul', [values, length]), sum])
  const normal = graph.add('Div', [graph.add('Cast', [distance], F32), graph.add('Cast', [root], F32)])
  const scaled = graph.add('Mul', [normal, coefficients(graph, gamma!, 'layer_norm gamma')])
  const moved = graph.add('Add', [scaled, coefficients(graph, beta!, 'layer_norm beta')])
  const dtype = eightBit(node.dtype, 'layer_norm output')
  return quantise(graph, moved, 1, { dtype, zero: zeroY!, low: low!, high: high! })
}
