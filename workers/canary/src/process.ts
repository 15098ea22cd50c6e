import type { Metrics, Outcome } from '@assay/keeper'
import { ContractRevert } from '@assay/protocol'
import type { Conviction, TaskView } from '@assay/sdk'
import type { Logger } from 'pino'
import type { Address, Hex } from 'viem'
import type { CanaryEnd, Intent } from './Intent.ts'
import { nextMove } from './nextMove.ts'

export interface CanaryDeps {
  readonly log: Logger
  readonly metrics: Pick<
    Metrics<'canary'>,
    'canaryWrongResults' | 'canaryConvictions' | 'canaryConvictionDuration' | 'canaryAlarm'
  >
  readonly patience: number
  /** Seconds, by the chain's own count. */
  readonly chainTime: () => Promise<bigint>
  readonly readTask: (taskId: Hex) => Promise<TaskView>
  /** The wrong result that the task is, if it is ours. */
  readonly intentOf: (task: TaskView) => Intent | undefined
  readonly save: (intent: Intent) => Promise<void>
  /** Convicts our own result, with the account that asked for it. */
  readonly convict: (intent: Intent, taskId: Hex) => Promise<Conviction>
  /** Who convicted it, and how many seconds after it was submitted. */
  readonly verdictOf: (taskId: Hex) => Promise<{ readonly by: Address; readonly seconds: number }>
  readonly isOurs: (account: Address) => boolean
  /** How many of our wrong results nobody has convicted in time. */
  readonly onAlarm?: (standing: number) => void
}

const OVERTAKEN_MS = 500

/** Takes one wrong result of ours towards its end: others convict it, or it convicts itself and says that nobody did. */
export const watchOwnLie = (deps: CanaryDeps) => {
  const { log, metrics } = deps
  const posted = new Set<string>()
  const alarmed = new Set<string>()
  const alarm = (id: string, on: boolean) => {
    if (on) alarmed.add(id)
    else alarmed.delete(id)
    metrics.canaryAlarm.set(alarmed.size > 0 ? 1 : 0)
    deps.onAlarm?.(alarmed.size)
  }
  const end = async (intent: Intent, taskId: Hex, ended: CanaryEnd): Promise<Outcome> => {
    if (intent.ended === undefined) await deps.save({ ...intent, taskId, ended })
    if (ended !== 'stood') alarm(intent.id, false)
    return { did: ended }
  }

  return async (taskId: Hex): Promise<Outcome> => {
    const task = await deps.readTask(taskId)
    const intent = deps.intentOf(task)
    if (intent === undefined) return { did: 'nothing: it is no lie of ours' }
    if (intent.ended !== undefined) return { did: `nothing: ${intent.ended}` }
    const about = { task: taskId, intent: intent.id, node: intent.lie.node }
    const move = nextMove(task, await deps.chainTime(), deps.patience)
    if (task.state === 'Submitted' && !posted.has(intent.id)) {
      posted.add(intent.id)
      metrics.canaryWrongResults.inc()
      log.info({ stage: 'posted', ...about }, `task ${taskId}: a wrong result is posted; it is up to others now`)
    }
    switch (move.kind) {
      case 'wait':
        return { did: 'waits', again: { afterMs: move.seconds * 1_000 } }
      case 'not-answered':
        return end(intent, taskId, 'not-answered')
      case 'stood':
        alarm(intent.id, true)
        log.error(
          { stage: 'stood', ...about },
          `task ${taskId}: A LIE BECAME FINAL, our own this time. Nobody checks this model, and this canary was not there: see docs/runbooks`,
        )
        return end(intent, taskId, 'stood')
      case 'refuted': {
        const { by, seconds } = await deps.verdictOf(taskId)
        const own = deps.isOurs(by)
        metrics.canaryConvictions.inc({ by: own ? 'itself' : 'others' })
        if (!own) metrics.canaryConvictionDuration.observe(seconds)
        log.info(
          { stage: 'refuted', ...about, by, seconds },
          `task ${taskId}: convicted by ${own ? 'ourselves' : by} after ${seconds} s`,
        )
        return end(intent, taskId, own ? 'convicted-by-itself' : 'convicted-by-others')
      }
      case 'convict': {
        alarm(intent.id, true)
        log.error(
          { stage: 'alarm', ...about },
          `task ${taskId}: nobody has convicted a wrong result in ${Math.round(deps.patience * 100)} % of its window; it convicts itself`,
        )
        try {
          await deps.convict(intent, taskId)
        } catch (error) {
          if (!(error instanceof ContractRevert)) throw error
          log.warn({ stage: 'alarm', ...about, error }, `task ${taskId}: ${error.message}`)
        }
        return { did: 'convicted itself', again: { afterMs: OVERTAKEN_MS } }
      }
    }
  }
}
