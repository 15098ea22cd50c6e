import type { ModelCommitment } from '../commitModel.ts'
import type { TraceCommitment } from '../commitTrace.ts'
import { joinBytes } from '../joinBytes.ts'
import { dueAt } from './dueAt.ts'
import { isRevealing } from './isRevealing.ts'
import { FAN_OUT_LOG2, type Position } from './Position.ts'
import { treesAt } from './treesAt.ts'

/**
 * What is due at a position of this trace: docs/format.md, "Openings".
 * @throws ProofError where no honest result has anything
 */
export function encodeAnswer(model: ModelCommitment, trace: TraceCommitment, position: Position): Uint8Array {
  const { list, tensor } = treesAt(model, trace, position)
  // also of a single node, whose trace on demand is revealed so
  if (isRevealing(position)) return joinBytes(trace.nodeTrees.map(({ root }) => root))
  const { hashes, height, at } = dueAt(model.program, position)
  if (hashes === 0) return tensor!.chunk(position.index)
  const tree = tensor ?? list
  const first = position.index * 2 ** FAN_OUT_LOG2
  return joinBytes(Array.from({ length: hashes }, (_, i) => tree.hash(at - height, first + i)))
}
