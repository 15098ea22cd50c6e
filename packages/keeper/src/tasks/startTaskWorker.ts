import { AssayError } from '@assay/program'
import { type Assay, TaskNotFound } from '@assay/sdk'
import type { Logger } from 'pino'
import type { Address, Hex } from 'viem'
import { fileCursor } from '../chain/fileCursor.ts'
import { type EventSource, type Follower, followEvents } from '../chain/followEvents.ts'
import { QueueAway } from '../errors.ts'
import type { HealthCheck, HealthReport } from '../health/HealthReport.ts'
import { UNHEALTHY_FAILURES } from '../health/judgeHealth.ts'
import { startMonitor } from '../health/startMonitor.ts'
import type { Metrics } from '../metrics/createMetrics.ts'
import type { TaskBook } from '../metrics/createTaskBook.ts'
import { lagMeter } from '../metrics/lagMeter.ts'
import type { WorkerName } from '../metrics/types.ts'
import { reportHealth } from '../process/reportHealth.ts'
import type { SideEffect } from '../process/SIDE_EFFECTS.ts'
import { createQueue } from '../queue/createQueue.ts'
import { createWorker } from '../queue/createWorker.ts'
import { queueName } from '../queue/queueName.ts'
import type { JobContext, Outcome } from '../queue/types.ts'
import { watchQueue } from '../queue/watchQueue.ts'
import type { commonSettings } from '../settings/commonSettings.ts'
import type { SettingsOf } from '../settings/types.ts'
import { createRunWatch } from './createRunWatch.ts'
import { undoneRequests } from './undoneRequests.ts'

type Settings = Pick<
  SettingsOf<typeof commonSettings>,
  'rpcUrl' | 'queueUrl' | 'dataDir' | 'confirmations' | 'pollMs' | 'rescanBlocks' | 'concurrency' | 'jobLockSec'
> & { readonly monitorHost: string; readonly monitorPort: number }

export interface TaskWorkerOptions<Event> {
  readonly name: WorkerName
  readonly assay: Assay
  /** Who acts: machines of one account share its jobs. */
  readonly account: Address
  readonly metrics: Metrics
  /** What the worker reads of tasks is noted in it. */
  readonly book: TaskBook
  /** The setting that chooses the monitor's port. */
  readonly monitorSetting: string
  readonly settings: Settings
  readonly log: Logger
  readonly source: EventSource<Event>
  /** The task that an event concerns; undefined: none of ours. */
  readonly taskOf: (event: Event) => Hex | undefined
  /** Time until a look at a task after an event that by itself makes nothing due; another event may bring it forward. Default 0. */
  readonly delayMsOf?: (event: Event) => number
  /** Which of many tasks is looked at first after an event: 0, the default, before all others. */
  readonly priorityOf?: (event: Event) => number
  /** Reads the chain, decides, acts. May run twice, or stop at any line. */
  readonly process: (taskId: Hex, job: JobContext) => Promise<Outcome>
  readonly onSideEffect: (effect: SideEffect) => void
  /** Why the store is in trouble; absent: the worker has none. */
  readonly storeTrouble?: () => string | undefined
  /** What this kind of worker checks besides. */
  readonly checks?: () => readonly HealthCheck[]
}

export interface TaskWorker {
  health(): Promise<HealthReport>
  /** Where metrics and health are shown. */
  readonly monitorUrl: string
  /** Resolves when every event up to now has been put on the list. */
  readonly caughtUp: Promise<void>
  close(): Promise<void>
}

interface Due {
  readonly delayMs: number
  readonly priority: number
}

/** Time until a task that met an error which does not pass by itself is looked at again. */
const PUT_OFF_MS = 5_000
/** After a long absence thousands of tasks are put on the list. */
const ADDED_AT_ONCE = 16
const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
const jobId = (taskId: Hex) => `task-${taskId}`

/** What every worker is: events become jobs, one per task, and jobs are processed until the chain says that nothing is left to do. */
export const startTaskWorker = async <Event>(options: TaskWorkerOptions<Event>): Promise<TaskWorker> => {
  const { name, account, settings, log, metrics, book } = options
  const chain = options.assay.deployment
  const queueLabel = { queue: name }
  const scope = queueName(name, chain.chainId, chain.genesis, account)
  const stored = () => options.onSideEffect('stored')
  const onError = (error: Error) =>
    log.warn({ stage: 'queue', error }, 'the job queue is in trouble; it is tried again')
  const runs = createRunWatch()

  // The chain says when a task is over, and then `process` returns. Until then no error is final: gas can be refilled, a manifest
  // stated again, a node catch up, and a task given up is a penalty paid or a lie left standing.
  const putOff = (job: string, error: unknown): Outcome => {
    if (!(error instanceof AssayError) || error.retryable) throw error
    log.error(
      { stage: 'job', job, error },
      `${job} cannot go on and is looked at again in ${PUT_OFF_MS / 1_000} s: ${error.message}`,
    )
    metrics.jobs.inc({ ...queueLabel, outcome: 'put_off' })
    return { did: `put off: ${error.name}`, again: { afterMs: PUT_OFF_MS } }
  }
  const undone = undoneRequests()
  const look = async (taskId: Hex, job: JobContext): Promise<Outcome> => {
    try {
      const outcome = await options.process(taskId, job)
      undone.found(taskId)
      return outcome
    } catch (error) {
      if (!(error instanceof TaskNotFound)) throw error
      const { againMs, warning } = undone.missing(taskId)
      if (warning !== undefined) log.warn({ stage: 'job', job: job.id }, warning)
      if (againMs === undefined) return { did: 'nothing: no node has had its request for a day' }
      return { did: 'waits for a node that has its request', again: { afterMs: againMs } }
    }
  }
  let follower: Follower | undefined
  const run = async (taskId: Hex, job: JobContext): Promise<Outcome> => {
    const started = performance.now()
    try {
      const outcome = await look(taskId, job)
      if (outcome.again === undefined) {
        book.forget(taskId)
        // it may rest on a block that is replaced before its events are read
        await follower?.rely(options.assay.mined.latest)
      }
      metrics.jobs.inc({ ...queueLabel, outcome: outcome.again === undefined ? 'done' : 'again' })
      return outcome
    } finally {
      metrics.jobDuration.observe((performance.now() - started) / 1_000, queueLabel)
    }
  }

  const queue = await createQueue<{ taskId: Hex }>(scope, { url: settings.queueUrl, onStored: stored, onError })
  const worker = await createWorker<{ taskId: Hex }>(
    scope,
    ({ taskId }, job) =>
      runs.run(job, (context) => run(taskId, context).catch((error: unknown) => putOff(job.id, error))),
    {
      url: settings.queueUrl,
      concurrency: settings.concurrency,
      lockMs: settings.jobLockSec * 1_000,
      onError,
      onAcknowledged: (id) => {
        runs.acknowledged(id)
        options.onSideEffect('acknowledged')
      },
      onDone: (job, outcome) =>
        log.debug({ stage: 'job', job: job.id, attempt: job.attempt, did: outcome.did }, outcome.did),
      onFailed: (job, error, final) => {
        metrics.jobs.inc({ ...queueLabel, outcome: final ? 'given_up' : 'failed' })
        log[final ? 'error' : 'warn'](
          { stage: 'job', job: job.id, attempt: job.attempt, error },
          final ? `gave ${job.id} up: ${error.message}` : `${job.id} failed and is tried again: ${error.message}`,
        )
      },
    },
  ).catch(async (error) => {
    await queue.close()
    throw error
  })

  let caughtUp = () => {}
  let through = false
  let cursorFails = false
  const lag = lagMeter(options.source, settings.confirmations, chain.startBlock)
  const cursor = fileCursor(`${settings.dataDir}/cursors/${scope}.json`, stored)
  follower = followEvents({
    source: lag.source,
    cursor: {
      read: cursor.read,
      write: async (position) => {
        await cursor.write(position)
        cursorFails = false
        lag.onRead(position.block)
      },
    },
    startBlock: chain.startBlock,
    confirmations: settings.confirmations,
    pollMs: settings.pollMs,
    rescanBlocks: settings.rescanBlocks,
    onEvents: async (events) => {
      const tasks = new Map<Hex, Due>()
      for (const event of events) {
        const taskId = options.taskOf(event)
        if (taskId === undefined) continue
        const { delayMs, priority } = {
          delayMs: options.delayMsOf?.(event) ?? 0,
          priority: options.priorityOf?.(event) ?? 0,
        }
        const earlier = tasks.get(taskId) ?? { delayMs, priority }
        tasks.set(taskId, {
          delayMs: Math.min(delayMs, earlier.delayMs),
          priority: Math.min(priority, earlier.priority),
        })
      }
      const list = async ([taskId, { delayMs, priority }]: readonly [Hex, Due]) => {
        const id = jobId(taskId)
        const add = async () => {
          if (!(await runs.notices(id, priority))) await queue.add(id, { taskId }, { delayMs, priority })
        }
        await add().catch((cause: unknown) => {
          throw new QueueAway(cause)
        })
      }
      const due = [...tasks]
      while (due.length > 0) await Promise.all(due.splice(0, ADDED_AT_ONCE).map(list))
    },
    onReset: (read, found) => {
      metrics.followerResets.inc()
      log.warn(
        { stage: 'follow', read: read.block.toString(), found: found?.hash ?? null },
        'the chain is not the one that was read: everything is read again. If it was started anew, deploy again (npm start)',
      )
    },
    onError: (error, failures) => {
      metrics.followerFailures.inc()
      log.warn(
        { stage: 'follow', failures, error },
        error instanceof QueueAway
          ? error.message
          : failures < UNHEALTHY_FAILURES
            ? 'the node did not answer; it is asked again'
            : 'the node has not answered for some time: check that it runs and that ASSAY_RPC_URL is right',
      )
    },
    onCursorError: (error) => {
      if (!cursorFails)
        log.error(
          { stage: 'follow', error },
          `how far the chain was read cannot be written to ${settings.dataDir} (${messageOf(error)}): work goes on, and the next start reads more again. Free space there, or set ASSAY_DATA_DIR to another place`,
        )
      cursorFails = true
    },
    onCaughtUp: (block) => {
      through = true
      log.info({ stage: 'follow', block: block.toString() }, 'has read the chain')
      caughtUp()
    },
  })

  const closeAll = async () => {
    await follower.close()
    await worker.close()
    await queue.close()
  }
  const monitor = await startMonitor({
    ...{ name, account, assay: options.assay, settings, metrics, book, follower, lag },
    setting: options.monitorSetting,
    caughtUp: () => through,
    countJobs: queue.counts,
    storeTrouble: options.storeTrouble,
    checks: options.checks,
  }).catch(async (error) => {
    await closeAll()
    throw error
  })
  log.info({ stage: 'monitor', url: monitor.url }, `metrics and health at ${monitor.url}`)
  const reporter = reportHealth(log, monitor.health)
  const watch = watchQueue(queue, () => {
    log.warn(
      { stage: 'queue' },
      'the job queue has lost what it held: the chain is read again and every task of the last blocks looked at anew. Let Redis keep its data on disk (appendonly yes), or use PostgreSQL',
    )
    follower.rescan()
  })
  return {
    health: monitor.health,
    monitorUrl: monitor.url,
    caughtUp: new Promise((resolve) => {
      caughtUp = resolve
    }),
    close: async () => {
      reporter.close()
      watch.close()
      await monitor.close()
      await closeAll()
    },
  }
}
