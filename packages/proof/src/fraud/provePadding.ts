import type { ModelCommitment } from '../commitModel.ts'
import { joinBytes } from '../joinBytes.ts'
import { bigEndian } from './bigEndian.ts'
import { claimCodes } from './ClaimKind.ts'
import { nodeWithElement } from './nodeWithElement.ts'
import type { OpenTrace } from './OpenTrace.ts'

/**
 * Proof that a byte after the end of a node's tensor is not zero: docs/format.md, claim 3. Holds only if so.
 * @param offset of the byte in the padded tensor
 */
export function provePadding(model: ModelCommitment, trace: OpenTrace, at: number, offset: number): Uint8Array {
  nodeWithElement(model.program, at, 0)
  const tensor = trace.nodeTrees[at]!
  const chunk = Math.floor(offset / tensor.chunkSize)
  return joinBytes([
    Uint8Array.of(claimCodes.WrongPadding),
    model.header,
    bigEndian(at, 2),
    bigEndian(chunk, 4),
    bigEndian(offset % tensor.chunkSize, 4),
    model.descriptors[at]!,
    model.descriptorTree.path(at),
    tensor.chunk(chunk),
    tensor.path(chunk),
    trace.nodesTree.path(at),
  ])
}
