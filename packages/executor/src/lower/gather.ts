import { clippedIds } from '../kernels/clippedIds.ts'
import type { Lowering } from '../Lowering.ts'

/** ONNX's Gather, which refuses ids out of range: they are clipped first. */
export const gather: Lowering = ({ graph }, _node, [x, ids]) =>
  graph.add('Gather', [x!.value(), clippedIds(graph, ids!, x!.shape[2])], { axis: 2 })
