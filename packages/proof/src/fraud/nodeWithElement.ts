import { elementCount, type Node, type Program } from '@assay/program'
import { ProofError } from '../errors.ts'

/** @throws ProofError unless the program has that node and its tensor that element */
export function nodeWithElement(program: Program, at: number, element: number): Node {
  const node = program.nodes[at]
  if (node === undefined) {
    throw new ProofError(`There is no node ${at}: the program has ${program.nodes.length}, the first is 0.`)
  }
  const count = elementCount(node.shape)
  if (!Number.isInteger(element) || element < 0 || element >= count) {
    throw new ProofError(`Node ${at} (${node.op}) has no element ${element}: it has ${count}, the first is 0.`)
  }
  return node
}
