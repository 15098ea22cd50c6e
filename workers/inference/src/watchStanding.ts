import { modelRegistryAbi } from '@assay/protocol'
import { type Assay, type OfferView, readAccount, readLogs, readOffer } from '@assay/sdk'
import type { Logger } from 'pino'
import type { Hex } from 'viem'
import { standing } from './standing.ts'

export interface StandingOptions {
  readonly assay: Assay
  readonly self: Hex
  /** Empty: every model with an offer of this account. */
  readonly models: readonly Hex[]
  readonly log: Logger
  readonly everyMs?: number
}

const REACH_TIMEOUT_MS = 3_000
const EVERY_MS = 10 * 60_000

const offersOf = async ({ assay, self, models }: StandingOptions): Promise<OfferView[]> => {
  const logs = await readLogs(assay, {
    address: assay.contracts.modelRegistry,
    abi: modelRegistryAbi,
    eventName: 'OfferPublished',
    args: { provider: self },
  })
  const offered = new Set(logs.map((log) => log.args.modelId))
  const wanted = models.length === 0 ? [...offered] : models.filter((model) => offered.has(model))
  const offers = await Promise.all(wanted.map((model) => readOffer(assay, model, self)))
  return offers.filter((offer) => offer !== undefined)
}

/** Whether the health report at an endpoint is this provider's. */
const leadsHere = async (endpoint: string, self: string): Promise<boolean> => {
  try {
    const response = await fetch(`${endpoint.replace(/\/+$/, '')}/health`, {
      signal: AbortSignal.timeout(REACH_TIMEOUT_MS),
    })
    const report: unknown = await response.json()
    return typeof report === 'object' && report !== null && 'account' in report && report.account === self
  } catch {
    return false
  }
}

/** Reports at start and every ten minutes whether stake and offers let this provider earn. Deposits nothing by itself. */
export const watchStanding = (options: StandingOptions): { close(): void } => {
  const { assay, self, log } = options
  const look = async () => {
    const [account, offers] = await Promise.all([readAccount(assay, self), offersOf(options)])
    const endpoints = [...new Set(offers.map((offer) => offer.endpoint))]
    const here = await Promise.all(endpoints.map((endpoint) => leadsHere(endpoint, self)))
    const { ok, problems } = standing(account, offers, new Set(endpoints.filter((_, i) => here[i])))
    const facts = {
      stage: 'standing',
      free: account.free.toString(),
      locked: account.locked.toString(),
      offers: offers.length,
    }
    if (ok) log.info(facts, 'stake and offers are in order')
    for (const problem of problems) log.warn(facts, problem)
  }
  const tell = () =>
    look().catch((error) => log.warn({ stage: 'standing', error }, 'stake and offers could not be read'))
  tell()
  const timer = setInterval(tell, options.everyMs ?? EVERY_MS)
  timer.unref()
  return { close: () => clearInterval(timer) }
}
