import { byteSize, readElement, tensorBytes } from '@assay/program'
import type { ModelCommitment } from '../commitModel.ts'
import { OwnTraceError } from '../errors.ts'
import type { OpenTrace } from '../fraud/OpenTrace.ts'
import { proveElement } from '../fraud/proveElement.ts'
import { provePadding } from '../fraud/provePadding.ts'
import { recompute } from '../fraud/recompute.ts'
import type { ProveStep } from './Step.ts'

/**
 * @param trace the accused, open as far as the proof needs it
 * @param at node
 * @param offset of the first byte of its padded tensor that differs from ours
 * @throws OwnTraceError if the element which holds the byte is right
 */
export function wrongByte(model: ModelCommitment, trace: OpenTrace, at: number, offset: number): ProveStep {
  const node = model.program.nodes[at]!
  const tensor = trace.nodeTrees[at]!
  const chunk = tensor.chunk(Math.floor(offset / tensor.chunkSize))
  const inChunk = offset % tensor.chunkSize
  if (offset >= tensorBytes(node)) {
    return {
      kind: 'prove',
      claim: 'WrongPadding',
      node: at,
      element: offset,
      committed: BigInt(chunk[inChunk]!),
      recomputed: 0n,
      proof: provePadding(model, trace, at, offset),
    }
  }

  const size = byteSize(node.dtype)
  const element = Math.floor(offset / size)
  const committed = readElement(chunk, node.dtype, Math.floor(inChunk / size))
  const { value } = recompute(model, trace, at, element)
  if (value === committed) throw new OwnTraceError(at, element, value)
  return {
    kind: 'prove',
    claim: 'WrongElement',
    node: at,
    element,
    committed: BigInt(committed),
    recomputed: BigInt(value),
    proof: proveElement(model, trace, at, element),
  }
}
