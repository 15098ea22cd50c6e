import type { ModelCommitment } from '../commitModel.ts'
import { EvidenceError, ProofError } from '../errors.ts'
import { checkChunk } from '../evidence/checkChunk.ts'
import { checkLeaves } from '../evidence/checkLeaves.ts'
import { checkRoots } from '../evidence/checkRoots.ts'
import { committedRoot } from '../evidence/committedRoot.ts'
import type { Evidence, ResultClaim } from '../evidence/Evidence.ts'
import { requireHash } from '../evidence/requireHash.ts'
import { ServedTensor } from '../evidence/ServedTensor.ts'
import { ZERO_HASH } from '../hash.ts'
import { HashTree } from '../tree/HashTree.ts'
import { paddingLeaf } from '../tree/paddingLeaf.ts'
import { paddingLevel } from '../tree/paddingLevel.ts'
import { dueAt } from './dueAt.ts'
import { FAN_OUT_LOG2, LIST, levels, type Position } from './Position.ts'

/**
 * Takes in what was answered on chain at a position of the nodes. Answers come from the top down: the roots, the parts of a
 * tensor, its leaves, a chunk.
 * @throws EvidenceError if it is not what the claim commits to
 * @throws ProofError if what stands above it has not been taken in
 */
export function checkAnswer(
  model: ModelCommitment,
  claim: ResultClaim,
  evidence: Evidence,
  position: Position,
  answer: Uint8Array,
): Evidence {
  const { program } = model
  const { tree, tensor: at, level, index } = position
  if (tree !== 'node') throw new ProofError(`An answer about ${tree}s says nothing about the nodes.`)
  if (at === LIST) return checkRoots(model, claim, evidence, new HashTree(answer, ZERO_HASH).leaves)

  const due = dueAt(program, position)
  const what = `what is due at level ${level}, index ${index} of node ${at}`
  if (answer.length !== due.length) throw new EvidenceError(what, `${answer.length} bytes`, `${due.length} bytes`)
  if (level === levels.chunk) return checkChunk(model, evidence, at, index, answer)
  const { activationChunkLog2 } = program
  const padding = paddingLeaf(activationChunkLog2)
  if (due.depth <= FAN_OUT_LOG2) return checkLeaves(model, evidence, at, new HashTree(answer, padding).leaves)

  const known = evidence.tensors.get(at)
  if (known?.partDepth === 0) return evidence
  let tensor: ServedTensor
  if (level === levels.parts) {
    const top = new HashTree(answer, paddingLevel(padding, FAN_OUT_LOG2), due.height)
    requireHash(what, top.root, committedRoot(evidence, at))
    tensor = known ?? new ServedTensor(top, 2 ** activationChunkLog2, FAN_OUT_LOG2)
  } else {
    if (known === undefined) {
      throw new ProofError(
        `The roots of node ${at}'s parts come before the leaves of part ${index}. Take them in first.`,
      )
    }
    const leaves = new HashTree(answer, padding, due.height)
    requireHash(what, leaves.root, known.hash(FAN_OUT_LOG2, index))
    tensor = known.withPart(index, leaves)
  }
  return { ...evidence, tensors: new Map(evidence.tensors).set(at, tensor) }
}
