import type { Demand } from '@assay/proof'
import { ContractRevert } from '@assay/protocol'
import { mapBounded } from '@assay/sdk'
import type { Logger } from 'pino'
import type { Hex } from 'viem'
import type { WatchtowerDeps } from './WatchtowerDeps.ts'

export interface DemandOptions {
  /** Asked before anything is paid for. */
  readonly mayPay?: () => Promise<boolean>
}

/** Looks and transactions under way at the same time: nodes keep few of one account's. */
const AT_ONCE = 32

/**
 * Takes some demands on chain as far as they go now: convicts a silence that is overdue, demands what nobody has. What is demanded
 * together moves the task's end once, and none of it comes too late for another.
 */
export const demandOpenings = async (
  deps: Pick<WatchtowerDeps, 'readOpening' | 'chainTime' | 'convictSilence' | 'requestOpening' | 'onDemanded'>,
  log: Logger,
  taskId: Hex,
  demands: readonly Demand[],
  { mayPay }: DemandOptions = {},
): Promise<'demanded' | 'convicted' | 'waits' | 'declined'> => {
  const openings = await mapBounded(demands, AT_ONCE, ({ position }) => deps.readOpening(taskId, position))
  const now = await deps.chainTime()
  const silent = openings.find((opening) => opening?.answeredAt === undefined && now >= (opening?.answerBy ?? now + 1n))
  if (silent !== undefined) {
    const { position, asker } = silent
    const convicted = await unlessRefused(log, taskId, { position }, () => deps.convictSilence(taskId, position))
    if (!convicted) return 'waits'
    log.info({ stage: 'convicted', position, asker }, `task ${taskId}: convicted by its silence`)
    return 'convicted'
  }
  const unseen = openings.filter((opening) => opening?.answeredAt !== undefined)
  if (unseen.length > 0)
    log.warn(
      { stage: 'demand', position: unseen[0]?.position, unseen: unseen.length },
      `task ${taskId}: ${unseen.length} of its openings are answered, but the node gives no answer that the result commits to. If this stays so, give ASSAY_RPC_URL another node besides`,
    )
  const missing = demands.filter((_, i) => openings[i] === undefined)
  if (missing.length === 0) return 'waits'
  if (mayPay !== undefined && !(await mayPay())) return 'declined'
  let failure: { readonly error: unknown } | undefined
  const demanded = await mapBounded(missing, AT_ONCE, async ({ position, request, length }) => {
    if (failure !== undefined) return false
    // what is on its way is waited for before a failure is told: told earlier, the next look would pay for it again
    return unlessRefused(log, taskId, { position }, async () => {
      const { bondWei } = await deps.requestOpening(taskId, request, length)
      deps.onDemanded?.(position, bondWei)
      log.info({ stage: 'demand', position, bondWei: bondWei.toString() }, `task ${taskId}: demanded on chain`)
    }).catch((error: unknown) => {
      failure ??= { error }
      return false
    })
  })
  if (failure !== undefined) throw (failure as { readonly error: unknown }).error
  return demanded.includes(true) ? 'demanded' : 'waits'
}

/** Somebody else has demanded it, or convicted, or the window has passed: the next look says. */
const unlessRefused = async (
  log: Logger,
  taskId: Hex,
  facts: Pick<Demand, 'position'>,
  act: () => Promise<unknown>,
): Promise<boolean> => {
  try {
    await act()
    return true
  } catch (error) {
    if (!(error instanceof ContractRevert)) throw error
    log.warn({ stage: 'demand', ...facts, error }, `task ${taskId}: ${error.message}`)
    return false
  }
}
