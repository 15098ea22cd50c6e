import { byteSize } from '@assay/program'
import type { ModelCommitment } from '../commitModel.ts'
import { joinBytes } from '../joinBytes.ts'
import { bigEndian } from './bigEndian.ts'
import { claimCodes } from './ClaimKind.ts'
import { encodeSection } from './encodeSection.ts'
import { nodeWithElement } from './nodeWithElement.ts'
import type { OpenTrace } from './OpenTrace.ts'
import { operandTrees } from './operandTrees.ts'
import { recompute } from './recompute.ts'

/** Proof that an element does not follow from its operands as committed: docs/format.md, claim 1. Holds only if so. */
export function proveElement(model: ModelCommitment, trace: OpenTrace, at: number, element: number): Uint8Array {
  const node = nodeWithElement(model.program, at, element)
  const { chunks } = recompute(model, trace, at, element)
  const sections = node.operands.map((operand, i) => {
    const { tensor, list } = operandTrees(model, trace, operand)
    return encodeSection(tensor, chunks[i]!, list, operand.index)
  })
  const output = trace.nodeTrees[at]!
  const outputChunk = Math.floor((element * byteSize(node.dtype)) / output.chunkSize)
  return joinBytes([
    Uint8Array.of(claimCodes.WrongElement),
    model.header,
    bigEndian(at, 2),
    bigEndian(element, 8),
    model.descriptors[at]!,
    model.descriptorTree.path(at),
    ...sections,
    encodeSection(output, [outputChunk], trace.nodesTree, at),
  ])
}
