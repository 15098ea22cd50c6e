import { modelRegistryAbi } from '@assay/protocol'
import { type Assay, type OfferView, readAccount, readLogs, readOffer } from '@assay/sdk'
import type { Logger } from 'pino'
import type { Hex } from 'viem'
import { leadsHere } from './leadsHere.ts'
import { standing } from './standing.ts'

export interface StandingOptions {
  readonly assay: Assay
  readonly self: Hex
  /** Empty: every model with an offer of this account. */
  readonly models: readonly Hex[]
  readonly log: Logger
  readonly everyMs?: number
}

const EVERY_MS = 10 * 60_000
/** While something is wrong: so that it is seen soon that it is mended. */
const AGAIN_MS = 60_000

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

export interface StandingWatch {
  /** What the last look found; undefined before the first. */
  problems(): readonly string[] | undefined
  close(): void
}

/** Reports at start and every ten minutes, every minute while something is wrong, whether stake and offers let this provider earn. Deposits nothing by itself. */
export const watchStanding = (options: StandingOptions): StandingWatch => {
  const { assay, self, log } = options
  let found: readonly string[] | undefined
  const look = async () => {
    const key = assay.account?.address ?? self
    const [account, payer, offers] = await Promise.all([
      readAccount(assay, self),
      readAccount(assay, key),
      offersOf(options),
    ])
    const endpoints = [...new Set(offers.map((offer) => offer.endpoint))]
    const here = await Promise.all(endpoints.map((endpoint) => leadsHere(endpoint, self)))
    const { ok, problems } = standing(account, offers, new Set(endpoints.filter((_, i) => here[i])), payer)
    found = problems
    const facts = {
      stage: 'standing',
      free: account.free.toString(),
      locked: account.locked.toString(),
      offers: offers.length,
    }
    if (ok) log.info(facts, 'stake and offers are in order')
    for (const problem of problems) log.warn(facts, problem)
  }
  let timer: NodeJS.Timeout | undefined
  let closed = false
  const tell = async () => {
    await look().catch((error) => log.warn({ stage: 'standing', error }, 'stake and offers could not be read'))
    if (!closed) timer = setTimeout(tell, found?.length === 0 ? (options.everyMs ?? EVERY_MS) : AGAIN_MS).unref()
  }
  tell()
  const close = () => {
    closed = true
    clearTimeout(timer)
  }
  return { problems: () => found, close }
}
