import type { AccountView, OfferView } from '@assay/sdk'

/** Whose key sends the transactions: the provider itself, or an operator of it. */
export type GasPayer = Pick<AccountView, 'address' | 'native'>

export interface Standing {
  readonly ok: boolean
  /** What keeps it from earning, each with the next step. */
  readonly problems: readonly string[]
}

/**
 * Whether a provider could accept a task of each of its offers now, and what is missing if not. Pure.
 * @param reached endpoints of the offers at which this provider was found
 */
export const standing = (
  account: AccountView,
  offers: readonly OfferView[],
  reached: ReadonlySet<string>,
  payer: GasPayer,
): Standing => {
  const problems: string[] = []
  const active = offers.filter((offer) => offer.active)
  if (active.length === 0)
    problems.push('no active offer: no task will be accepted. Publish one for each model to be served.')
  if (payer.native === 0n)
    problems.push(`${payer.address} has nothing to pay gas with. Send it some of the chain's currency.`)
  for (const offer of active) {
    const model = offer.modelId.slice(0, 10)
    if (account.free < offer.lock && account.locked === 0n) {
      const missing = offer.lock - account.free
      problems.push(
        `model ${model}: its offer locks ${offer.lock}, free stake is ${account.free}. Deposit ${missing} more.`,
      )
    }
    if (!reached.has(offer.endpoint)) {
      problems.push(
        `model ${model}: this provider was not found at ${offer.endpoint}, where its offer says it serves. Correct the offer, or make that address lead here.`,
      )
    }
  }
  return { ok: problems.length === 0, problems }
}
