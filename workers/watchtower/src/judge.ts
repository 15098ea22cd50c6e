import {
  checkServed,
  type Evidence,
  EvidenceError,
  equalBytes,
  type FetchStep,
  type ModelCommitment,
  nextStep,
  type ResultClaim,
  type Step,
  startEvidence,
  stepWhenWithheld,
  type TraceCommitment,
  type WithheldStep,
  ZERO_HASH,
} from '@assay/proof'
import type { TaskView } from '@assay/sdk'
import { isFetch } from './isFetch.ts'
import type { WatchtowerDeps } from './WatchtowerDeps.ts'

export type Judgement =
  | Exclude<Step, FetchStep>
  | (WithheldStep & { readonly reason: unknown; readonly evidence: Evidence })

const FETCH_TRIES = 3
const FETCH_PAUSE_MS = 200

/** Compares a result with our own run, with what its provider serves. */
export const judge = async (
  deps: Pick<WatchtowerDeps, 'fetchStep'>,
  task: TaskView,
  model: ModelCommitment,
  trace: TraceCommitment,
  claim: ResultClaim,
): Promise<Judgement> => {
  let evidence: Evidence = startEvidence(model, claim)
  for (;;) {
    const step = nextStep(model, trace, claim, evidence)
    if (!isFetch(step)) return step
    // Of a trace on demand nothing that is served can be held against the claim before the chain has it.
    if (equalBytes(claim.nodesRoot, ZERO_HASH)) return { kind: 'withheld', what: step, evidence, reason: 'on demand' }
    try {
      evidence = await fetchEvidence(deps, task, model, claim, evidence, step)
    } catch (reason) {
      const last = stepWhenWithheld(model, claim, evidence, step)
      return last.kind === 'withheld' ? { ...last, reason, evidence } : last
    }
  }
}

/** Asks a few times: an endpoint may be restarting. */
const fetchEvidence = async (
  deps: Pick<WatchtowerDeps, 'fetchStep'>,
  task: TaskView,
  model: ModelCommitment,
  claim: ResultClaim,
  evidence: Evidence,
  step: FetchStep,
): Promise<Evidence> => {
  for (let tries = 1; ; tries++) {
    try {
      return checkServed(model, claim, evidence, step, await deps.fetchStep(task, model, step))
    } catch (error) {
      if (tries >= FETCH_TRIES || error instanceof EvidenceError) throw error
      await new Promise((resolve) => setTimeout(resolve, FETCH_PAUSE_MS * tries))
    }
  }
}
