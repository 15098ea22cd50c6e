import {
  checkServed,
  type FetchStep,
  type ModelCommitment,
  nextStep,
  noEvidence,
  type ResultClaim,
  type Step,
  type TraceCommitment,
} from '../src/index.ts'

/** A watchtower's whole loop: asks `serve` for what nextStep wants until there is nothing more to ask. */
export function judgeClaim(
  model: ModelCommitment,
  honest: TraceCommitment,
  claim: ResultClaim,
  serve: (step: FetchStep) => Uint8Array,
): { readonly step: Exclude<Step, FetchStep>; readonly asked: readonly FetchStep[] } {
  const asked: FetchStep[] = []
  let evidence = noEvidence
  for (;;) {
    const step = nextStep(model, honest, claim, evidence)
    if (step.kind !== 'fetch-roots' && step.kind !== 'fetch-leaves' && step.kind !== 'fetch-chunk')
      return { step, asked }
    asked.push(step)
    evidence = checkServed(model, claim, evidence, step, serve(step))
  }
}
