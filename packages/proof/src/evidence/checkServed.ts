import type { ModelCommitment } from '../commitModel.ts'
import type { FetchStep } from '../steps/Step.ts'
import { checkChunk } from './checkChunk.ts'
import { checkLeaves } from './checkLeaves.ts'
import { checkRoots } from './checkRoots.ts'
import type { Evidence, ResultClaim } from './Evidence.ts'

/**
 * Takes in what a provider served in answer to a step.
 * @throws EvidenceError
 */
export function checkServed(
  model: ModelCommitment,
  claim: ResultClaim,
  evidence: Evidence,
  step: FetchStep,
  served: Uint8Array,
): Evidence {
  switch (step.kind) {
    case 'fetch-roots':
      return checkRoots(model, claim, evidence, served)
    case 'fetch-leaves':
      return checkLeaves(model, evidence, step.node, served)
    case 'fetch-chunk':
      return checkChunk(model, evidence, step.node, step.chunk, served)
  }
}
