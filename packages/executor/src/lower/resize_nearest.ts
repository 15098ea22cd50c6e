import { clippedIds } from '../kernels/clippedIds.ts'
import type { Lowering } from '../Lowering.ts'

/** Two Gathers, of rows and then of columns. */
export const resize_nearest: Lowering = ({ graph }, _node, [x, rows, columns]) => {
  const tall = graph.add('Gather', [x!.value(), clippedIds(graph, rows!, x!.shape[1])], { axis: 1 })
  return graph.add('Gather', [tall, clippedIds(graph, columns!, x!.shape[2])], { axis: 2 })
}
