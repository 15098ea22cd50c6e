import { OnnxError } from '../errors.ts'
import type { GraphNode } from '../graph.ts'

/** For a node whose inputs do not fit. @throws OnnxError always */
export function misfit(node: GraphNode, message: string): never {
  throw new OnnxError(`node "${node.name}" (${node.op})`, message)
}
