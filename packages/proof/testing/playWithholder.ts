import {
  type Answer,
  checkAnswers,
  type FetchStep,
  type ModelCommitment,
  nextStep,
  openingFor,
  type Position,
  type ProveStep,
  type ResultClaim,
  requestOf,
  type Step,
  startEvidence,
  stepWhenWithheld,
  type TraceCommitment,
} from '../src/index.ts'

export interface Demand {
  readonly position: Position
  readonly request: Uint8Array
  /** the claim at that time: a trace on demand has no nodesRoot before it is revealed */
  readonly claim: ResultClaim
}

export type GameEnd = Exclude<Step, FetchStep> | { readonly kind: 'silent'; readonly position: Position }

/** A watchtower's whole game against a provider that serves nothing but what is demanded on chain. */
export function playWithholder(
  model: ModelCommitment,
  honest: TraceCommitment,
  first: ResultClaim,
  answer: (demand: Demand) => { readonly bytes: Uint8Array; readonly nodesRoot?: Uint8Array } | undefined,
): { readonly end: GameEnd; readonly demands: readonly Demand[]; readonly answers: readonly Answer[] } {
  let claim = first
  const demands: Demand[] = []
  const answers: Answer[] = []
  for (;;) {
    const evidence = checkAnswers(model, claim, startEvidence(model, claim), answers)
    const step = nextStep(model, honest, claim, evidence)
    if (step.kind !== 'fetch-roots' && step.kind !== 'fetch-leaves' && step.kind !== 'fetch-chunk')
      return { end: step, demands, answers }
    const position = openingFor(model, honest, evidence, step)
    const demand = { position, request: requestOf(model, claim, evidence, position), claim }
    demands.push(demand)
    const answered = answer(demand)
    if (answered === undefined) {
      const last: ProveStep | { readonly kind: 'withheld' } = stepWhenWithheld(model, claim, evidence, step)
      return { end: last.kind === 'prove' ? last : { kind: 'silent', position }, demands, answers }
    }
    claim = { ...claim, nodesRoot: answered.nodesRoot ?? claim.nodesRoot }
    answers.push({ position, bytes: answered.bytes })
  }
}
