import type { Lowering } from '../Lowering.ts'

/** The same operator for all three dtypes. */
export const reduce_max: Lowering = ({ graph }, node, [x]) =>
  graph.add('ReduceMax', [x!.value(), graph.int64s([node.attributes.axis!])], { keepdims: 1 })
