import type { Assay } from '@assay/sdk'
import type { Address } from 'viem'
import type { Follower } from '../chain/followEvents.ts'
import type { Metrics } from '../metrics/createMetrics.ts'
import { openStates, type TaskBook } from '../metrics/createTaskBook.ts'
import { endpointHosts } from '../metrics/endpointHosts.ts'
import type { LagMeter } from '../metrics/lagMeter.ts'
import { sampleChain } from '../metrics/sampleChain.ts'
import type { WorkerName } from '../metrics/types.ts'
import { countJobs } from './countJobs.ts'
import type { HealthCheck, HealthReport } from './HealthReport.ts'
import { judgeHealth } from './judgeHealth.ts'
import { serveMonitor } from './serveMonitor.ts'

export interface WorkerMonitorOptions {
  readonly name: WorkerName
  readonly assay: Assay
  readonly account: Address
  readonly settings: { readonly rpcUrl: string; readonly monitorHost: string; readonly monitorPort: number }
  /** The setting that chooses the port. */
  readonly setting: string
  readonly metrics: Metrics & Partial<Pick<Metrics<'inference'>, 'openingsOwed' | 'openingDeadline'>>
  readonly book: TaskBook
  readonly follower: Pick<Follower, 'position' | 'failures'>
  readonly lag: Pick<LagMeter<unknown>, 'head' | 'lagSec'>
  /** Whether everything up to the head has been read at least once. */
  readonly caughtUp: () => boolean
  readonly countJobs: () => Promise<Readonly<Record<string, number>>>
  readonly storeTrouble: (() => string | undefined) | undefined
  readonly checks: (() => readonly HealthCheck[]) | undefined
}

export interface WorkerMonitor {
  readonly url: string
  health(): Promise<HealthReport>
  close(): Promise<void>
}

/** Keeps a worker's gauges and its health current, and shows them. */
export const startMonitor = async (options: WorkerMonitorOptions): Promise<WorkerMonitor> => {
  const { name, account, assay, settings, metrics, book, follower, lag } = options
  const sampler = await sampleChain({ assay, account, metrics })
  const count = countJobs(options.countJobs)
  metrics.info.set(1, { account, chain_id: String(assay.chainId) })

  const secondsLeft = (deadline: bigint | undefined): number => {
    const now = sampler.now()
    return deadline === undefined || now === undefined ? Number.POSITIVE_INFINITY : Number(deadline - now)
  }
  const mostOverdue = () => {
    const late = openStates.map((state) => ({ state, seconds: -secondsLeft(book.of(state).nearest) }))
    return late.filter(({ seconds }) => seconds > 0).sort((a, b) => b.seconds - a.seconds)[0]
  }
  const health = async (): Promise<HealthReport> => {
    const { counts, trouble } = await count()
    const checks = [
      ...judgeHealth({
        endpoint: endpointHosts(settings.rpcUrl).join(', '),
        followerFailures: follower.failures(),
        caughtUp: options.caughtUp(),
        followerLagSec: lag.lagSec(),
        block: follower.position(),
        head: lag.head(),
        queueTrouble: trouble,
        storeTrouble: options.storeTrouble?.(),
        hasStore: options.storeTrouble !== undefined,
        account: assay.account?.address ?? account,
        native: sampler.last()?.native,
        overdue: mostOverdue(),
      }),
      ...(options.checks?.() ?? []),
    ]
    return {
      ok: checks.every(({ ok }) => ok),
      ...{ worker: name, account, chainId: assay.chainId },
      block: follower.position()?.toString() ?? null,
      queue: counts,
      checks,
    }
  }

  metrics.beforeReading(async () => {
    metrics.followerBlock.set(Number(follower.position() ?? 0n))
    metrics.followerLag.set(lag.lagSec())
    for (const state of openStates) {
      const { count: open, nearest } = book.of(state)
      metrics.openTasks.set(open, { state })
      metrics.openTaskDeadline.set(secondsLeft(nearest), { state })
    }
    const owed = book.owed()
    metrics.openingsOwed?.set(owed.count)
    metrics.openingDeadline?.set(secondsLeft(owed.nearest))
    const report = await health()
    for (const { name: check, ok } of report.checks) metrics.healthCheck.set(ok ? 1 : 0, { check })
    for (const state of ['waiting', 'active', 'delayed', 'failed'] as const) {
      const jobs = report.queue[state]
      if (jobs !== undefined) metrics.queueJobs.set(jobs, { queue: name, state })
    }
  })

  try {
    const { monitorHost: host, monitorPort: port } = settings
    const server = await serveMonitor({ worker: name, host, port, setting: options.setting, metrics, health })
    return {
      url: server.url,
      health,
      close: async () => {
        sampler.close()
        await server.close()
      },
    }
  } catch (error) {
    sampler.close()
    throw error
  }
}
