import { interpretNode, type Node, operandBytes, tensorBytes, writeElement } from '@assay/program'
import {
  alterTrace,
  chunkTree,
  equalBytes,
  listTree,
  type ModelCommitment,
  type TraceCommitment,
  traceRootOf,
} from '../src/index.ts'

/** One lie about an honest trace. */
export type Lie =
  | { readonly what: 'element'; readonly node: number; readonly element: number; readonly value: number }
  /** `offset` may lie past the tensor's end, anywhere in its 2^depth chunks */
  | { readonly what: 'byte'; readonly node: number; readonly offset: number; readonly xor: number }
  /** an item of the node list past the last node */
  | { readonly what: 'item'; readonly index: number; readonly value: Uint8Array }
  | { readonly what: 'outputRoot'; readonly value: Uint8Array }

export interface TamperOptions {
  /** Whether nodes after the lie are honestly computed from it, so that it is the only inconsistent element. */
  readonly downstream: 'kept' | 'recomputed'
  /** Computes a node's tensor; the interpreter unless told otherwise. */
  readonly compute?: (node: Node, operands: readonly Uint8Array[]) => Uint8Array
}

/** The trace a liar commits to and serves, consistent in all hashes. */
export function tamperTrace(
  model: ModelCommitment,
  honest: TraceCommitment,
  lie: Lie,
  { downstream, compute = interpretNode }: TamperOptions,
): TraceCommitment {
  const { nodes, activationChunkLog2 } = model.program
  const tensors = [...honest.tensors]
  const nodeTrees = [...honest.nodeTrees]
  if (lie.what === 'element' || lie.what === 'byte') {
    const padded = paddedWithLie(model, honest, lie)
    tensors[lie.node] = padded.subarray(0, tensorBytes(nodes[lie.node]!))
    // 2^depth whole chunks: the tree needs no padding and is as deep as the honest one
    nodeTrees[lie.node] = chunkTree(padded, activationChunkLog2)
    if (downstream === 'recomputed') {
      for (const at of recomputeAfter(model, honest, tensors, lie.node, compute)) {
        nodeTrees[at] = chunkTree(tensors[at]!, activationChunkLog2)
      }
    }
  }

  const items = nodeTrees.map((tree) => tree.root)
  if (lie.what === 'item') {
    for (let index = nodes.length; index < 2 ** honest.nodesTree.depth; index++) items.push(new Uint8Array(32))
    items[lie.index] = lie.value
  }
  const nodesTree = listTree(items)
  const outputRoot = lie.what === 'outputRoot' ? lie.value : nodeTrees.at(-1)!.root
  const nodesRoot = nodesTree.root
  const traceRoot = traceRootOf(model.modelId, honest.inputRoot, nodesRoot, outputRoot)
  return alterTrace(honest, { nodesRoot, outputRoot, traceRoot, tensors, nodeTrees, nodesTree })
}

function paddedWithLie(
  model: ModelCommitment,
  honest: TraceCommitment,
  lie: Extract<Lie, { what: 'element' | 'byte' }>,
): Uint8Array {
  const padded = new Uint8Array(2 ** (honest.nodeTrees[lie.node]!.depth + model.program.activationChunkLog2))
  padded.set(honest.tensors[lie.node]!)
  if (lie.what === 'byte') padded[lie.offset]! ^= lie.xor
  else writeElement(padded, model.program.nodes[lie.node]!.dtype, lie.element, lie.value)
  return padded
}

/** Recomputes, in place, what depends on tensor `from`. Returns the nodes whose tensors changed. */
function recomputeAfter(
  model: ModelCommitment,
  honest: TraceCommitment,
  tensors: Uint8Array[],
  from: number,
  compute: NonNullable<TamperOptions['compute']>,
): readonly number[] {
  const changed = equalBytes(tensors[from]!, honest.tensors[from]!) ? [] : [from]
  for (let at = from + 1; at < tensors.length; at++) {
    const node = model.program.nodes[at]!
    if (!node.operands.some(({ source, index }) => source === 'node' && changed.includes(index))) continue
    const known = { inputs: honest.inputs, constants: model.constants, nodes: tensors }
    tensors[at] = compute(
      node,
      node.operands.map((operand) => operandBytes(operand, known)),
    )
    if (!equalBytes(tensors[at]!, honest.tensors[at]!)) changed.push(at)
  }
  return changed.filter((at) => at !== from)
}
