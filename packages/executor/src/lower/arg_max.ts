import type { Lowering } from '../Lowering.ts'

/** ONNX counts in int64; every index fits int32, since a step reads the whole axis. */
export const arg_max: Lowering = ({ graph }, node, [x]) => {
  const index = graph.add('ArgMax', [x!.value()], { axis: node.attributes.axis!, keepdims: 1, select_last_index: 0 })
  return graph.add('Cast', [index], { to: 6 })
}
