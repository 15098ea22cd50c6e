import { randomBytes } from 'node:crypto'
import type { Runner } from '@assay/keeper/runner'
import { tensorBytes } from '@assay/program'
import { type Assay, listOffers, type OfferView, publishInput, readMinimumLock } from '@assay/sdk'
import type { Store } from '@assay/store'
import type { Logger } from 'pino'
import type { Address, Hex } from 'viem'
import { drawLie } from './drawLie.ts'
import type { Intent } from './Intent.ts'
import type { IntentStore } from './intentStore.ts'
import { nextDelayMs, spentToday } from './plan.ts'
import { requestOnce } from './requestOnce.ts'

export interface PlannerOptions {
  readonly log: Logger
  readonly perDay: number
  readonly dailyLock: bigint
  readonly intents: IntentStore
  readonly store: Store
  readonly runner: Pick<Runner, 'loadModel'>
  /** The accounts, each with a connection of its own. */
  readonly accounts: readonly { readonly address: Address; readonly assay: Assay }[]
  /** Models with an offer of the account. */
  readonly modelsOf: (provider: Address) => Promise<readonly Hex[]>
}

const ACCEPT_SEC = 600
const RETRY_MS = 10_000
/** 2^48 equal steps: nobody foresees them. */
const draw = () => randomBytes(6).readUIntBE(0, 6) / 2 ** 48
const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(draw() * list.length)]

/** Plans wrong results at random times, within the daily budget, and asks for them as one of its accounts. */
export const createPlanner = (options: PlannerOptions) => {
  const { log, intents, accounts } = options
  let timer: NodeJS.Timeout | undefined
  let running: Promise<unknown> = Promise.resolve()
  let closed = false

  const connectionOf = (address: Address) => {
    const found = accounts.find((account) => account.address === address)
    return found?.assay
  }

  /** The same intent never pays twice, by the journal and by its nonce. */
  const request = async (intent: Intent): Promise<void> => {
    const assay = connectionOf(intent.client)
    if (assay === undefined) {
      log.error(
        { stage: 'plan', intent: intent.id },
        `intent ${intent.id} was planned for ${intent.client}, which is no account of this canary any more; put it back`,
      )
      return
    }
    const offer = await offerOf(assay, intent.modelId, intent.provider)
    if (offer === undefined) return intents.save({ ...intent, ended: 'not-answered' })
    const { price, token, submitSec, windowSec } = offer
    const { modelId, provider, inputRoot, inputDigest } = intent
    const taskId = await requestOnce(assay, {
      ...{ modelId, provider, inputRoot, inputDigest, token, price, submitSec, windowSec },
      acceptSec: ACCEPT_SEC,
      lock: BigInt(intent.lock),
      id: `canary-${intent.id}`,
    })
    await intents.save({ ...intent, taskId })
    log.info({ stage: 'plan', intent: intent.id, task: taskId }, `task ${taskId} will be answered wrongly`)
  }

  const planOne = async (): Promise<void> => {
    const provider = pick(accounts)
    const client = pick(accounts.filter((account) => account !== provider))
    if (provider === undefined || client === undefined) return
    const modelId = pick(await options.modelsOf(provider.address))
    if (modelId === undefined) {
      log.warn(
        { stage: 'plan', provider: provider.address },
        `${provider.address} has no active offer to lie about. Publish one: assay provider offer`,
      )
      return
    }
    const offer = await offerOf(client.assay, modelId, provider.address)
    if (offer === undefined) return
    const minimum = await readMinimumLock(client.assay, modelId)
    const lock = offer.lock > minimum ? offer.lock : minimum
    const spent = spentToday(intents.all(), Date.now())
    if (spent + lock > options.dailyLock) {
      log.info(
        { stage: 'plan', spent: spent.toString(), lock: lock.toString() },
        `the day's budget of ${options.dailyLock} does not cover a lock of ${lock} after ${spent}; tomorrow again`,
      )
      return
    }
    const { program } = (await options.runner.loadModel(modelId)).commitment
    const inputs = program.inputs.map((tensor) => new Uint8Array(randomBytes(tensorBytes(tensor))))
    const { inputRoot, inputDigest } = await publishInput(options.store, program, inputs)
    const intent: Intent = {
      id: randomBytes(8).toString('hex'),
      ...{ modelId, client: client.address, provider: provider.address, inputRoot, inputDigest },
      lock: lock.toString(),
      lie: drawLie(program, draw),
      plannedAt: Date.now(),
    }
    // on disk before it is asked for
    await intents.save(intent)
    await request(intent)
  }

  const attempt = (work: () => Promise<void>) => {
    running = running.then(work).catch((error) => {
      log.warn({ stage: 'plan', error }, `a wrong result could not be planned; it is tried again: ${String(error)}`)
      if (!closed) setTimeout(() => attempt(resume), RETRY_MS).unref()
    })
    return running
  }
  /** What an earlier life planned and did not ask for. */
  const resume = async () => {
    for (const intent of intents.all()) {
      if (intent.taskId === undefined && intent.ended === undefined) await request(intent)
    }
  }
  const arm = () => {
    if (closed) return
    // timers count to 2^31 ms
    const delay = Math.min(nextDelayMs(options.perDay, draw()), 2 ** 31 - 1)
    timer = setTimeout(() => {
      attempt(planOne).finally(arm)
    }, delay)
    timer.unref()
  }

  return {
    start: async () => {
      await attempt(resume)
      arm()
    },
    /** Plans one now, whatever the clock says. */
    planNow: () => attempt(planOne),
    close: async () => {
      closed = true
      clearTimeout(timer)
      await running
    },
  }
}

const offerOf = async (assay: Assay, modelId: Hex, provider: Address): Promise<OfferView | undefined> =>
  (await listOffers(assay, modelId)).find((offer) => offer.provider.toLowerCase() === provider.toLowerCase())
