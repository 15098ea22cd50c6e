import { chunkLog2Of } from './chunkLog2Of.ts'
import { dtypes } from './dtypes.ts'
import { ops } from './ops.ts'
import { readElement } from './readElement.ts'
import type { Program, TensorBytes } from './types.ts'

/**
 * The chunks of each operand that one element of node `at` is computed from, in increasing order: what its fraud proof
 * carries. They are those which the op's own definition reads, so neither can forget the other.
 */
export const chunksRead = (
  program: Program,
  at: number,
  operands: readonly TensorBytes[],
  element: number,
): number[][] => {
  const node = program.nodes[at]!
  const chunks = node.operands.map(() => new Set<number>())
  const read = (operand: number, index: number) => {
    const { dtype, source } = node.operands[operand]!
    chunks[operand]!.add(Math.floor((index * dtypes[dtype].bytes) / 2 ** chunkLog2Of(program, source)))
    return readElement(operands[operand]!, dtype, index)
  }
  ops[node.op].element(node, read, element)
  return chunks.map((set) => [...set].sort((a, b) => a - b))
}
