import type { Lowering } from '../Lowering.ts'

/**
 * Exact sums that wrap as the op says. Sums of i32 are taken in int64 and cut down again, since ONNX Runtime's int32 sum
 * saturates; a sum of bytes within the step budget is nowhere near 2^31.
 */
export const reduce_sum: Lowering = ({ graph }, node, [x]) => {
  const { axis, zeroX } = node.attributes
  const sum = (value: string) => graph.add('ReduceSum', [value, graph.int64s([axis!])], { keepdims: 1 })
  if (x!.dtype === 'i32') return graph.add('Cast', [sum(graph.add('Cast', [x!.value()], { to: 7 }))], { to: 6 })
  const wide = graph.add('Cast', [x!.value()], { to: 6 })
  return sum(zeroX === 0 ? wide : graph.add('Sub', [wide, graph.scalar('i32', zeroX!)]))
}
