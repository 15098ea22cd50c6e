import type { Demand } from '@assay/proof'
import { ContractRevert } from '@assay/protocol'
import type { Logger } from 'pino'
import type { WatchtowerDeps } from './process.ts'

/**
 * Takes some demands on chain as far as they go now: convicts a silence that is overdue, demands what nobody has. What is demanded
 * together moves the task's end once, and none of it comes too late for another.
 */
export const demandOpenings = async (
  deps: Pick<WatchtowerDeps, 'readOpening' | 'chainTime' | 'convictSilence' | 'requestOpening' | 'onDemanded'>,
  log: Logger,
  taskId: bigint,
  demands: readonly Demand[],
): Promise<'demanded' | 'convicted' | 'waits'> => {
  const openings = await Promise.all(demands.map(({ position }) => deps.readOpening(taskId, position)))
  const now = await deps.chainTime()
  const silent = openings.find((opening) => opening?.answeredAt === undefined && now >= (opening?.answerBy ?? now + 1n))
  if (silent !== undefined) {
    const { position, asker } = silent
    const convicted = await unlessRefused(log, taskId, { position }, () => deps.convictSilence(taskId, position))
    if (!convicted) return 'waits'
    log.info({ stage: 'convicted', position, asker }, `task ${taskId}: convicted by its silence`)
    return 'convicted'
  }
  const missing = demands.filter((_, i) => openings[i] === undefined)
  const demanded = await Promise.allSettled(
    missing.map(({ position, request, length }) =>
      unlessRefused(log, taskId, { position }, async () => {
        await deps.requestOpening(taskId, request, length)
        deps.onDemanded?.(position)
        log.info({ stage: 'demand', position }, `task ${taskId}: demanded on chain`)
      }),
    ),
  )
  const failed = demanded.find((result) => result.status === 'rejected')
  if (failed !== undefined) throw failed.reason
  return demanded.some((result) => result.status === 'fulfilled' && result.value) ? 'demanded' : 'waits'
}

/** Somebody else has demanded it, or convicted, or the window has passed: the next look says. */
const unlessRefused = async (
  log: Logger,
  taskId: bigint,
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
