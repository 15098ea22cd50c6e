import { chunkCount, chunkLog2Of, type Operand, type Program, treeDepth } from '@assay/program'
import { FAN_OUT_LOG2, LIST, levels, type Position } from './Position.ts'
import { tensorsOf } from './tensorsOf.ts'

/** Every position that can be demanded of a tree once its root is known, from the top down. */
export function* positionsOf(program: Program, tree: Operand['source']): Generator<Position> {
  const tensors = tensorsOf(program, tree)
  yield* hashesOf(tree, LIST, tensors.length)
  for (const [tensor, type] of tensors.entries()) {
    const chunks = chunkCount(type, chunkLog2Of(program, tree))
    yield* hashesOf(tree, tensor, chunks)
    for (let index = 0; index < chunks; index++) yield { tree, tensor, level: levels.chunk, index }
  }
}

function* hashesOf(tree: Operand['source'], tensor: number, count: number): Generator<Position> {
  if (count <= 1) return
  if (treeDepth(count) > FAN_OUT_LOG2) yield { tree, tensor, level: levels.parts, index: 0 }
  for (let index = 0; index < Math.ceil(count / 2 ** FAN_OUT_LOG2); index++)
    yield { tree, tensor, level: levels.leaves, index }
}
