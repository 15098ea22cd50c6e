import type { OfferView, TaskView } from '@assay/sdk'

/** What a provider knows when it decides about a task. Amounts in smallest units, times in seconds by the chain's count. */
export interface Situation {
  /** The provider: whose stake is locked. */
  readonly self: `0x${string}`
  /** The key that acts for it: the provider's own, or an operator's. */
  readonly key: `0x${string}`
  readonly now: bigint
  /** The verifier of the deployment it trusts: another one could find fraud where there is none. */
  readonly stepVerifier: string
  /** Its offer for the task's model; needed for a task that is Requested. */
  readonly offer: OfferView | undefined
  readonly freeStake: bigint
  /** Least time to submit that is worth beginning for. */
  readonly marginSec: bigint
  /** Models it is limited to; empty: all it has offers for. */
  readonly models: readonly string[]
}

export type Decision =
  | { readonly kind: 'accept' }
  | { readonly kind: 'execute' }
  /** Parts of the trace are demanded on chain. */
  | { readonly kind: 'answer' }
  /** Not now, perhaps later. */
  | { readonly kind: 'wait'; readonly why: string }
  /** Another key of this provider has to act, whose process may share this one's queue: the job stays on the list for it. */
  | { readonly kind: 'pass'; readonly why: string }
  | { readonly kind: 'leave'; readonly why: string }

const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase()
const leave = (why: string): Decision => ({ kind: 'leave', why })

/** What there is to decide about before a task is accepted. */
export type Asked = Pick<
  TaskView,
  ('modelId' | 'client' | 'wantedProvider' | 'token' | 'price' | 'lock') | ('submitSec' | 'windowSec' | 'level')
> & { readonly dials?: Pick<TaskView['dials'], 'stepVerifier'> }

/** Why the terms are worse than the offer, or undefined. */
export const refusal = (
  task: Asked,
  { self, key, stepVerifier, offer, models }: Pick<Situation, 'self' | 'key' | 'stepVerifier' | 'offer' | 'models'>,
): string | undefined => {
  if (task.wantedProvider !== undefined && !same(task.wantedProvider, self)) return 'it is for another provider'
  if (same(task.client, self) || same(task.client, key)) return 'it is our own'
  if (task.dials !== undefined && !same(task.dials.stepVerifier, stepVerifier))
    return `its fraud proofs are judged by ${task.dials.stepVerifier}, not by ${stepVerifier} of the deployment file`
  if (models.length > 0 && !models.some((model) => same(model, task.modelId))) {
    return `model ${task.modelId} is not served here`
  }
  if (offer === undefined || !offer.active) return `there is no active offer for model ${task.modelId}`
  if (!same(task.token, offer.token)) return `it pays in ${task.token}; the offer asks for ${offer.token}`
  if (task.price < offer.price) return `it pays ${task.price}; the offer asks for ${offer.price}`
  if (task.lock > offer.lock) return `it locks ${task.lock}; the offer allows ${offer.lock}`
  if (task.submitSec < offer.submitSec) {
    return `it leaves ${task.submitSec} s to submit; the offer asks for ${offer.submitSec}`
  }
  if (task.windowSec > offer.windowSec) return `its window is ${task.windowSec} s; the offer allows ${offer.windowSec}`
  if (task.level !== 'Exact' || !offer.levels.includes(task.level)) return `level ${task.level} is not offered`
  return undefined
}

/** What a provider does about a task, from what the chain says now. Pure. */
export const decide = (task: TaskView, situation: Situation): Decision => {
  const { self, key, now, marginSec, freeStake } = situation
  if (task.state === 'Requested') {
    const why = refusal(task, situation)
    if (why !== undefined) return leave(why)
    if (now >= task.acceptBy) return leave(`it could be accepted until ${task.acceptBy}; it is ${now}`)
    if (BigInt(task.submitSec) < marginSec)
      return leave(`it leaves ${task.submitSec} s to submit; ${marginSec} are needed`)
    // RULE S-1. Stake becomes free as other tasks end.
    if (task.lock > freeStake) return { kind: 'wait', why: `it locks ${task.lock}; ${freeStake} of stake is free` }
    return { kind: 'accept' }
  }
  if (task.state === 'Accepted' && task.provider !== undefined && same(task.provider, self)) {
    if (now >= task.submitBy) return leave(`its result was due by ${task.submitBy}; it is ${now}`)
    // RULE S-3: a key answers for what it accepted; the owner's for everything.
    if (!same(key, self) && !same(task.operator ?? self, key))
      return { kind: 'pass', why: `key ${task.operator} of the provider has accepted it` }
    return { kind: 'execute' }
  }
  if (task.state === 'Submitted' && task.pendingOpenings > 0) {
    if (task.provider !== undefined && same(task.provider, self)) return { kind: 'answer' }
    return leave('another provider owes what is demanded')
  }
  return leave(task.state === 'Accepted' ? 'another provider has accepted it' : `it is ${task.state}`)
}
