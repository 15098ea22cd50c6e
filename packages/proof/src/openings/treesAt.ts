import type { ModelCommitment } from '../commitModel.ts'
import type { TraceCommitment } from '../commitTrace.ts'
import { ProofError } from '../errors.ts'
import type { ChunkTree } from '../tree/chunkTree.ts'
import type { ListTree } from '../tree/listTree.ts'
import { LIST, type Position } from './Position.ts'

/** The trees that a position lies in, where all data is at hand. */
export function treesAt(
  model: Pick<ModelCommitment, 'constantTrees' | 'constantsTree'>,
  trace: Pick<TraceCommitment, 'inputTrees' | 'inputsTree' | 'nodeTrees' | 'nodesTree'>,
  { tree, tensor }: Pick<Position, 'tree' | 'tensor'>,
): { readonly list: ListTree; readonly tensor?: ChunkTree } {
  const [list, tensors] = {
    input: () => [trace.inputsTree, trace.inputTrees] as const,
    constant: () => [model.constantsTree, model.constantTrees] as const,
    node: () => [trace.nodesTree, trace.nodeTrees] as const,
  }[tree]()
  if (tensor === LIST) return { list }
  const found = tensors[tensor]
  if (found === undefined) throw new ProofError(`There is no ${tree} ${tensor}: there are ${tensors.length}.`)
  return { list, tensor: found }
}
