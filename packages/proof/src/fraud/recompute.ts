import { byteSize, ops, type ReadOperand, readElement } from '@assay/program'
import type { ModelCommitment } from '../commitModel.ts'
import { nodeWithElement } from './nodeWithElement.ts'
import type { OpenTrace } from './OpenTrace.ts'
import { operandTrees } from './operandTrees.ts'

export interface Recomputation {
  readonly value: number
  /** Chunks of each operand that were read, increasing; none of an operand that was not (a window all in the padding). */
  readonly chunks: readonly (readonly number[])[]
}

/** One element from the committed chunks of its operands, by the op's definition, which also says which chunks it takes. */
export function recompute(model: ModelCommitment, trace: OpenTrace, at: number, element: number): Recomputation {
  const node = nodeWithElement(model.program, at, element)
  const sources = node.operands.map((operand) => {
    const { tensor } = operandTrees(model, trace, operand)
    return { tensor, dtype: operand.dtype, perChunk: tensor.chunkSize / byteSize(operand.dtype) }
  })
  const opened = sources.map(() => new Map<number, Uint8Array>())

  const read: ReadOperand = (operand, index) => {
    const { tensor, dtype, perChunk } = sources[operand]!
    const chunks = opened[operand]!
    const chunkIndex = Math.floor(index / perChunk)
    let chunk = chunks.get(chunkIndex)
    if (chunk === undefined) {
      chunk = tensor.chunk(chunkIndex)
      chunks.set(chunkIndex, chunk)
    }
    return readElement(chunk, dtype, index % perChunk)
  }

  const value = ops[node.op].element(node, read, element)
  return { value, chunks: opened.map((chunks) => [...chunks.keys()].sort((a, b) => a - b)) }
}
