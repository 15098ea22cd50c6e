import type { ModelCommitment } from '../commitModel.ts'
import { equalBytes } from '../equalBytes.ts'
import type { Evidence, ResultClaim } from '../evidence/Evidence.ts'
import { startEvidence } from '../evidence/startEvidence.ts'
import { ZERO_HASH } from '../hash.ts'
import type { FetchStep, ProveStep } from './Step.ts'
import { wrongOutput } from './wrongOutput.ts'
import { wrongPaddingItem } from './wrongPaddingItem.ts'

export interface WithheldStep {
  readonly kind: 'withheld'
  readonly what: FetchStep
}

/** What is left when nobody serves what `nextStep` asked for: lies that the roots alone betray, wherever else there are more. */
export function stepWhenWithheld(
  model: ModelCommitment,
  claim: ResultClaim,
  evidence: Evidence,
  what: FetchStep,
): ProveStep | WithheldStep {
  const nodes = model.program.nodes.length
  const nodesTree = evidence.nodesTree ?? startEvidence(model, claim).nodesTree
  if (nodesTree === undefined) return { kind: 'withheld', what }
  if (!equalBytes(nodesTree.hash(0, nodes - 1), claim.outputRoot)) return wrongOutput(model, nodesTree, claim)
  for (let index = nodes; index < 2 ** nodesTree.depth; index++) {
    if (!equalBytes(nodesTree.hash(0, index), ZERO_HASH)) return wrongPaddingItem(model, nodesTree, index)
  }
  return { kind: 'withheld', what }
}
